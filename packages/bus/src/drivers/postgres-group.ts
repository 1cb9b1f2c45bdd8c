import type { TopicDefinition } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import type { Lane, SharedSubscription, Subscription } from '../bus.ts';
import { batchSizeOf, createLaneWorker, type LaneWorker, oldestWaiting } from '../lane-worker.ts';
import type { OffsetCommits } from '../offset-commits.ts';
import { laneAt } from '../partition.ts';
import { createPacer } from './pacer.ts';
import { type LogEnd, logKey, type OffsetCommit } from './postgres-log.ts';
import type { Cursor, PostgresReader } from './postgres-reader.ts';

const YOUNG_BATCHES = 2;
const YOUNG_MS = 150;

export interface PostgresGroupOptions {
  readonly subscription: SharedSubscription;
  /** Where the group stands. */
  readonly committed: readonly LogEnd[];
  readonly reader: PostgresReader;
  readonly commits: OffsetCommits<OffsetCommit>;
  readonly logger: Logger;
}

/** A group of one member: it holds every lane of its topics. */
export function createPostgresGroup({ subscription, committed, reader, commits, logger }: PostgresGroupOptions): Subscription {
  const { group } = subscription;
  const size = batchSizeOf(subscription);
  const places = new Map(committed.map((place) => [logKey(place), place.next]));
  const pacer = createPacer(YOUNG_BATCHES, YOUNG_MS);
  const workers = new Map(lanesOf(subscription.topics).map((lane) => [lane.id, createWorker(lane)]));
  const cursors = subscription.topics.flatMap((topic) => cursorsOf(topic));
  let stopped: Promise<void> | undefined;
  reader.add(cursors);

  return {
    lanes: () => (stopped === undefined ? [...workers.values()].map(({ lane }) => lane) : []),
    waitingSince: () => oldestWaiting(workers.values()),
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };

  async function stop(): Promise<void> {
    reader.remove(cursors);
    await Promise.all([...workers.values()].map((worker) => worker.stop()));
    await commits.flush().catch((error) => {
      logger.warn({ err: error, group }, 'could not store the last offsets; what was handled since the ones before comes again');
    });
  }

  function createWorker(lane: Lane): LaneWorker {
    return createLaneWorker({
      lane,
      subscription,
      commit: (topic, next) => commits.add({ group, topic, partition: lane.partition, next }),
      onHandled: () => reader.wake(),
      admit: () => pacer.admit(),
      logger,
    });
  }

  function cursorsOf(topic: TopicDefinition): Cursor[] {
    return Array.from({ length: topic.partitions }, (_, partition) => {
      const worker = workers.get(laneAt(topic.keyspace, partition).id);
      const id = { topic: topic.name, partition };
      return {
        ...id,
        next: places.get(logKey(id)) ?? 0n,
        wanted: () => (worker === undefined ? 0 : 2 * size - worker.buffered(topic.name)),
        accept: (records) => worker?.accept(topic.name, records),
      };
    });
  }
}

function lanesOf(topics: readonly TopicDefinition[]): Lane[] {
  const lanes = topics.flatMap((topic) => Array.from({ length: topic.partitions }, (_, partition) => laneAt(topic.keyspace, partition)));
  return [...new Map(lanes.map((lane) => [lane.id, lane])).values()];
}
