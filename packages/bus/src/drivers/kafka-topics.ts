import { setTimeout as pause } from 'node:timers/promises';
import type { TopicDefinition } from '@munshi/events/topic';
import { BusUnavailableError } from '../errors.ts';
import { assertPartitions } from '../topic-check.ts';
import type { KafkaAdmin } from './kafka-client.ts';
import { reasonOf } from './kafka-errors.ts';

const DAY_MS = 86_400_000;
const READY_LIMIT_MS = 30_000;
const POLL_MS = 50;

/** Topics by the names they are declared with; the broker knows them with the prefix. */
export interface KafkaTopics {
  ensure(topics: readonly TopicDefinition[]): Promise<void>;
  /** Partitions of a topic, undefined where there is none. */
  partitions(name: string): Promise<number | undefined>;
  /** @throws BusRecordError `TOPIC_UNKNOWN`; AppError `TOPIC_PARTITIONS_DIFFER` */
  check(topics: readonly TopicDefinition[]): Promise<void>;
}

export function createKafkaTopics(admin: KafkaAdmin, prefix: string): KafkaTopics {
  let known: ReadonlyMap<string, number> = new Map();

  /** Asks the broker; counts only topics of which every partition has a leader. */
  async function load(): Promise<void> {
    const { topics } = await admin.fetchTopicMetadata();
    const usable = topics.filter(({ name, partitions }) => name.startsWith(prefix) && partitions.every(({ leader }) => leader >= 0));
    known = new Map(usable.map(({ name, partitions }) => [name.slice(prefix.length), partitions.length]));
  }

  async function create(topic: TopicDefinition, replicas: number): Promise<void> {
    try {
      // One a call, and without waiting for leaders: kafkajs throws where KRaft's metadata lags behind.
      await admin.createTopics({
        waitForLeaders: false,
        topics: [
          {
            topic: prefix + topic.name,
            numPartitions: topic.partitions,
            replicationFactor: replicas,
            configEntries: configOf(topic, replicas),
          },
        ],
      });
    } catch (error) {
      if (reasonOf(error) !== 'TOPIC_ALREADY_EXISTS') throw error;
    }
  }

  async function untilUsable(topics: readonly TopicDefinition[]): Promise<void> {
    const end = Date.now() + READY_LIMIT_MS;
    for (;;) {
      await load();
      const waiting = topics.filter(({ name }) => !known.has(name));
      if (waiting.length === 0) return;
      if (Date.now() > end) throw new BusUnavailableError(`topics without a leader: ${waiting.map(({ name }) => name).join(', ')}`);
      await pause(POLL_MS);
    }
  }

  return {
    async ensure(topics) {
      await load();
      const missing = topics.filter(({ name }) => !known.has(name));
      if (missing.length > 0) {
        const { brokers } = await admin.describeCluster();
        for (const topic of missing) await create(topic, Math.min(3, brokers.length));
        await untilUsable(missing);
      }
      for (const topic of topics) assertPartitions(topic, known.get(topic.name));
    },
    async partitions(name) {
      if (!known.has(name)) await load();
      return known.get(name);
    },
    async check(topics) {
      await load();
      for (const topic of topics) assertPartitions(topic, known.get(topic.name));
    },
  };
}

function configOf({ kind, retentionDays }: TopicDefinition, replicas: number): { name: string; value: string }[] {
  const retention = retentionDays === 'forever' ? -1 : retentionDays * DAY_MS;
  const policies = [...(kind === 'state' ? ['compact'] : []), ...(kind === 'event' || retention > 0 ? ['delete'] : [])];
  const config: Record<string, string | number> = {
    'cleanup.policy': policies.join(','),
    'retention.ms': retention,
    'retention.bytes': -1,
    'min.insync.replicas': Math.max(1, replicas - 1),
    // Retention is by the time of publishing, which the record carries.
    'message.timestamp.type': 'CreateTime',
    // A consumer that was away for less hears of a removed state.
    ...(kind === 'state' && { 'delete.retention.ms': 30 * DAY_MS }),
  };
  return Object.entries(config).map(([name, value]) => ({ name, value: String(value) }));
}
