import type { TopicDefinition } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import type { KafkaOffsets } from './kafka-offsets.ts';

interface Partition {
  readonly topic: TopicDefinition;
  readonly partition: number;
}

/** Never a silent jump: somebody has to know what was not read, or is read again. */
export interface OutOfRangeReport {
  tell(of: Partition, stood: bigint, goesOn: bigint): void;
  /** Tells of a gap behind a place, unless control records are what is missing there. */
  tellIfLost(of: Partition, stood: bigint): Promise<void>;
}

export function createOutOfRangeReport(offsets: KafkaOffsets, prefix: string, logger: Logger): OutOfRangeReport {
  function tell({ topic, partition }: Partition, stood: bigint, goesOn: bigint): void {
    const entry = { code: 'OFFSET_OUT_OF_RANGE', topic: topic.name, partition, stood: String(stood), goesOn: String(goesOn) };
    if (goesOn > stood) logger.error({ ...entry, unread: String(goesOn - stood) }, 'records were deleted before this group had read them');
    else logger.error(entry, 'the log ends before the place of this group: it was cut or made anew; reading it from its start');
  }

  return {
    tell,
    async tellIfLost(of, stood) {
      const topic = prefix + of.topic.name;
      const ranges = await offsets.ranges([topic]).catch(() => undefined);
      const beginning = ranges?.get(topic)?.get(of.partition)?.low ?? stood;
      if (beginning > stood) tell(of, stood, beginning);
    },
  };
}
