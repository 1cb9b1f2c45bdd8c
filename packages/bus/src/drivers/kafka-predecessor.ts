import type { Logger } from '@munshi/service-kit/logger';
import { BusUnavailableError } from '../errors.ts';
import { within } from '../time-limit.ts';
import type { KafkaClient } from './kafka-client.ts';
import { reasonOf } from './kafka-errors.ts';

const DISMISS_LIMIT_MS = 3_000;

export interface PredecessorOptions {
  readonly client: KafkaClient;
  readonly groupId: string;
  /** As the brokers know this process, and every process that held its place before. */
  readonly instance: string;
  readonly logger: Logger;
}

/**
 * Says goodbye for members that died without one. Else their lanes wait until their session has run out (10 s), and again
 * from the beginning when the successor is killed meanwhile: a service that is killed every few seconds would never get to work.
 * A living member that was mistaken for a dead one joins again. Where it does not succeed, the session runs out as ever.
 */
export async function dismissPredecessors({ client, groupId, instance, logger }: PredecessorOptions): Promise<void> {
  try {
    const late = (): Error => new BusUnavailableError('the group does not answer');
    const dismissed = await within(DISMISS_LIMIT_MS, dismiss(client, groupId, instance), late);
    if (dismissed > 0) logger.info({ dismissed }, 'took the place of a process that died');
  } catch (error) {
    logger.debug({ reason: reasonOf(error) }, 'could not look for a predecessor in the group');
  }
}

async function dismiss(client: KafkaClient, groupId: string, instance: string): Promise<number> {
  const { groups } = await client.admin.describeGroups([groupId]);
  const dead = groups.flatMap(({ members }) => members).filter(({ clientId }) => clientId === instance);
  if (dead.length > 0)
    await client.leaveFor(
      groupId,
      dead.map(({ memberId }) => memberId),
    );
  return dead.length;
}
