import { setTimeout as pause } from 'node:timers/promises';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Lag } from '../bus.ts';
import type { KafkaAdmin } from './kafka-client.ts';
import { reasonOf } from './kafka-errors.ts';

const LEADER_REASONS = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'REPLICA_NOT_AVAILABLE'];
const LEADER_LIMIT_MS = 5_000;
const LEADER_POLL_MS = 100;

/** Offsets of a topic by partition. */
type Offsets = ReadonlyMap<number, bigint>;

export interface KafkaOffsets {
  /** Where a group goes on: what it committed, or the start of the log. Topics as the broker knows them. */
  places(groupId: string, topics: readonly string[]): Promise<ReadonlyMap<string, Offsets>>;
  /** Where the next records will be. */
  ends(topics: readonly string[]): Promise<ReadonlyMap<string, Offsets>>;
  lag(groupId: string, topics: readonly TopicDefinition[]): Promise<Lag>;
}

export function createKafkaOffsets(admin: KafkaAdmin, prefix: string): KafkaOffsets {
  async function bounds(topic: string): Promise<Map<number, { low: bigint; high: bigint }>> {
    const found = await withFreshLeaders(() => admin.fetchTopicOffsets(topic));
    return new Map(found.map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }]));
  }

  /** Where a leader has moved, or has not begun yet, kafkajs's admin keeps asking the old one for minutes. */
  async function withFreshLeaders<Found>(find: () => Promise<Found>): Promise<Found> {
    const end = Date.now() + LEADER_LIMIT_MS;
    for (;;) {
      try {
        return await find();
      } catch (error) {
        if (!LEADER_REASONS.includes(reasonOf(error)) || Date.now() > end) throw error;
        await pause(LEADER_POLL_MS);
        // The one call of kafkajs's admin that always loads its metadata anew.
        await admin.listGroups().catch(() => undefined);
      }
    }
  }

  /** Negative where nothing was committed. */
  async function committed(groupId: string, topics: readonly string[]): Promise<Map<string, Offsets>> {
    const found = await admin.fetchOffsets({ groupId, topics: [...topics] });
    return new Map(found.map(({ topic, partitions }) => [topic, new Map(partitions.map((one) => [one.partition, BigInt(one.offset)]))]));
  }

  async function places(groupId: string, topics: readonly string[]): Promise<Map<string, Offsets>> {
    const stored = await committed(groupId, topics);
    return forEach(topics, async (topic) => {
      const at = (partition: number, low: bigint): bigint => larger(stored.get(topic)?.get(partition) ?? low, low);
      return new Map([...(await bounds(topic))].map(([partition, { low }]) => [partition, at(partition, low)]));
    });
  }

  return {
    places,
    ends: (topics) =>
      forEach(topics, async (topic) => new Map([...(await bounds(topic))].map(([partition, { high }]) => [partition, high]))),
    async lag(groupId, topics) {
      const names = topics.map(({ name }) => prefix + name);
      const stored = await committed(groupId, names);
      const behind = await forEach(names, async (name) => {
        const counts = [...(await bounds(name))].map(
          ([partition, { low, high }]) => high - larger(stored.get(name)?.get(partition) ?? low, low),
        );
        return Number(counts.reduce((sum, count) => sum + count, 0n));
      });
      const byTopic = Object.fromEntries(topics.map(({ name }) => [name, behind.get(prefix + name) ?? 0]));
      return { byTopic, messages: Object.values(byTopic).reduce((sum, count) => sum + count, 0) };
    },
  };
}

async function forEach<Found>(topics: readonly string[], find: (topic: string) => Promise<Found>): Promise<Map<string, Found>> {
  return new Map(await Promise.all(topics.map(async (topic): Promise<[string, Found]> => [topic, await find(topic)])));
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
