import type { EverySubscription } from '@munshi/bus/bus';
import { bankCustomers } from '@munshi/events/customer';
import { decodeEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import type { SetConsumer } from './set-consumer.ts';

export interface EraseAtOnceOptions {
  readonly consumers: { all(): readonly SetConsumer[] };
  readonly logger: Logger;
  onCrash(error: unknown): void;
}

/**
 * Erases as soon as an erasure is said. The event itself is applied in its lane, after what came before it: behind a vendor that is
 * down that may take hours. It is what counts, also for what a batch under way still writes; this is only sooner.
 */
export function eraseAtOnce({ consumers, logger, onCrash }: EraseAtOnceOptions): EverySubscription {
  const erase = (customerId: string): Promise<unknown> => Promise.all(consumers.all().map((consumer) => consumer.erase(customerId)));
  return {
    topics: [bankCustomers] as readonly TopicDefinition[],
    onRecord(record) {
      try {
        const { key, data } = decodeEvent(bankCustomers, record);
        if (data.status !== 'erased') return;
        erase(key).catch((error) => logger.warn({ err: error }, 'an erasure waits for its turn'));
      } catch (error) {
        logger.debug({ err: error }, 'no event of a customer');
      }
    },
    onCrash,
  };
}
