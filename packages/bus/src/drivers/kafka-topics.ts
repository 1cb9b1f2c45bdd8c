import { setTimeout as pause } from 'node:timers/promises';
import type { TopicDefinition } from '@munshi/events/topic';
import { BusForbiddenError, BusUnavailableError } from '../errors.ts';
import { assertPartitions } from '../topic-check.ts';
import type { KafkaAdmin } from './kafka-client.ts';
import { isForbidden, reasonOf } from './kafka-errors.ts';

const DAY_MS = 86_400_000;
const READY_LIMIT_MS = 30_000;
const POLL_MS = 50;
/** A broker that has just started may not know every topic yet. */
const DOUBT_LIMIT_MS = 2_000;
const DOUBT_POLL_MS = 200;
const IN_PASSING = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];
type TopicMetadata = Awaited<ReturnType<KafkaAdmin['fetchTopicMetadata']>>['topics'][number];

/** Topics by the names they are declared with; the broker knows them with the prefix. */
export interface KafkaTopics {
  /** @throws BusForbiddenError with every topic that may neither be seen nor made */
  ensure(topics: readonly TopicDefinition[]): Promise<void>;
  /** Partitions of a topic, undefined where there is none. */
  partitions(name: string): Promise<number | undefined>;
  /** @throws BusRecordError `TOPIC_UNKNOWN`; AppError `TOPIC_PARTITIONS_DIFFER` */
  check(topics: readonly TopicDefinition[]): Promise<void>;
}

export function createKafkaTopics(admin: KafkaAdmin, prefix: string): KafkaTopics {
  /** Partitions of each topic ever seen: an answer without it does not mean that it is gone. */
  const known = new Map<string, number>();

  /** One topic that is being made or deleted, whosever it is, fails the whole look: then the next one tells. */
  async function look(): Promise<TopicMetadata[]> {
    try {
      return (await admin.fetchTopicMetadata()).topics;
    } catch (error) {
      if (!IN_PASSING.includes(reasonOf(error))) throw error;
      return [];
    }
  }

  /** Gives the topics of which every partition has a leader. */
  async function load(): Promise<Set<string>> {
    const usable = new Set<string>();
    for (const { name: full, partitions } of await look()) {
      if (!full.startsWith(prefix)) continue;
      const name = full.slice(prefix.length);
      known.set(name, partitions.length);
      if (partitions.every(({ leader }) => leader >= 0)) usable.add(name);
    }
    return usable;
  }

  /** Unknown is what stays unknown for a while. */
  async function lookUp(names: readonly string[]): Promise<void> {
    const end = Date.now() + DOUBT_LIMIT_MS;
    while (names.some((name) => !known.has(name)) && Date.now() < end) {
      await load();
      if (names.some((name) => !known.has(name))) await pause(DOUBT_POLL_MS);
    }
  }

  /** False where we may not. */
  async function create(topic: TopicDefinition, replicas: number): Promise<boolean> {
    const end = Date.now() + READY_LIMIT_MS;
    for (;;) {
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
        return true;
      } catch (error) {
        if (isForbidden(error)) return false;
        if (reasonOf(error) === 'TOPIC_ALREADY_EXISTS') return true;
        // kafkajs looks at all topics first, as `look` does.
        if (!IN_PASSING.includes(reasonOf(error)) || Date.now() > end) throw error;
        await pause(POLL_MS);
      }
    }
  }

  async function untilUsable(topics: readonly TopicDefinition[]): Promise<void> {
    const end = Date.now() + READY_LIMIT_MS;
    for (;;) {
      const usable = await load();
      const waiting = topics.filter(({ name }) => !usable.has(name));
      if (waiting.length === 0) return;
      if (Date.now() > end)
        throw new BusUnavailableError(
          `topics that cannot be used yet (no leader, or no permission to see them): ${waiting.map(({ name }) => name).join(', ')}`,
        );
      await pause(POLL_MS);
    }
  }

  return {
    async ensure(topics) {
      const usable = await load();
      const missing = topics.filter(({ name }) => !known.has(name));
      if (missing.length > 0) {
        const { brokers } = await admin.describeCluster();
        const forbidden: string[] = [];
        for (const topic of missing) if (!(await create(topic, Math.min(3, brokers.length)))) forbidden.push(prefix + topic.name);
        if (forbidden.length > 0)
          throw new BusForbiddenError(
            `may neither see nor make the topics ${forbidden.join(', ')}`,
            'Describe (to make them: Create) on them',
          );
      }
      if (topics.some(({ name }) => !usable.has(name))) await untilUsable(topics);
      for (const topic of topics) assertPartitions(topic, known.get(topic.name));
    },
    async partitions(name) {
      await lookUp([name]);
      return known.get(name);
    },
    async check(topics) {
      await load();
      await lookUp(topics.map(({ name }) => name));
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
