import type { Logger } from '@munshi/service-kit/logger';
import { createOffsetCommits, type OffsetCommits } from '../offset-commits.ts';
import { toBusError } from './kafka-errors.ts';
import type { KafkaMember, KafkaPlace } from './kafka-member.ts';

/** Of one assignment: a place of the one before may be another member's now. */
export function gatherCommits(member: () => Pick<KafkaMember, 'commit'>, logger: Logger): OffsetCommits<KafkaPlace> {
  return createOffsetCommits({
    nameOf: ({ topic, partition }) => `${topic}/${partition}`,
    async store(places) {
      try {
        await member().commit(places);
      } catch (error) {
        throw toBusError(error);
      }
    },
    logger,
  });
}
