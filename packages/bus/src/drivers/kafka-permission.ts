import { setTimeout as pause } from 'node:timers/promises';
import { BusForbiddenError } from '../errors.ts';
import type { KafkaAdmin } from './kafka-client.ts';
import { isForbidden, reasonOf } from './kafka-errors.ts';

/** A coordinator that moves is found again sooner. */
const COORDINATOR_LIMIT_MS = 15_000;
const COORDINATOR_POLL_MS = 500;

/**
 * Asks whether the group and its topics may be read, before there is a consumer: kafkajs's would die without a word of why.
 * Names as the broker knows them. @throws BusForbiddenError
 */
export async function assertReadable(admin: KafkaAdmin, groupId: string, topics: readonly string[]): Promise<void> {
  const end = Date.now() + COORDINATOR_LIMIT_MS;
  for (;;) {
    try {
      await admin.fetchOffsets({ groupId, topics: [...topics] });
      return;
    } catch (error) {
      if (isForbidden(error))
        throw new BusForbiddenError(`one of the topics ${topics.join(', ')} may not be read`, 'Read and Describe', error);
      const reason = reasonOf(error);
      // Kafka refuses a group to whoever may not read it, and kafkajs hides that behind this name.
      if (Date.now() > end && reason === 'KafkaJSGroupCoordinatorNotFound')
        throw new BusForbiddenError(`the group ${groupId} may not be read, or has no coordinator`, 'Read on the group', error);
      if (Date.now() > end) throw error;
      await pause(COORDINATOR_POLL_MS);
    }
  }
}
