import { setTimeout as pause } from 'node:timers/promises';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Lag } from '../bus.ts';
import { BusUnavailableError } from '../errors.ts';
import type { KafkaAdmin } from './kafka-client.ts';
import { reasonOf } from './kafka-errors.ts';

const LEADER_REASONS = ['NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'REPLICA_NOT_AVAILABLE'];
const LEADER_LIMIT_MS = 5_000;
const LEADER_POLL_MS = 100;

/** Offsets of a topic by partition. */
type Offsets = ReadonlyMap<number, bigint>;

/** Where a group goes on in a partition. */
export interface GroupPlace {
  readonly next: bigint;
  /** Where it stood, if the log does not reach there any more (or not yet again); else null. */
  readonly outOfRange: bigint | null;
}

export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

export interface KafkaOffsets {
  /** Where a group goes on: what it committed, or the start of the log. Topics as the broker knows them. */
  places(groupId: string, topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<number, GroupPlace>>>;
  /** Where the logs begin, and where their next records will be. */
  ranges(topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<number, Bounds>>>;
  lag(groupId: string, topics: readonly TopicDefinition[]): Promise<Lag>;
}

export function createKafkaOffsets(admin: KafkaAdmin, prefix: string): KafkaOffsets {
  async function bounds(topic: string): Promise<Map<number, Bounds>> {
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
        if (!lacksLeaders(error)) throw error;
        if (Date.now() > end) throw new BusUnavailableError(`partitions have no leader: ${reasonOf(error)}`, error);
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

  async function places(groupId: string, topics: readonly string[]): Promise<Map<string, Map<number, GroupPlace>>> {
    const stored = await committed(groupId, topics);
    return forEach(topics, async (topic) => {
      const places = stored.get(topic) ?? new Map<number, bigint>();
      const reached = await settledBounds(topic, places);
      return new Map([...reached].map(([partition, range]) => [partition, placeIn(range, places.get(partition) ?? -1n)]));
    });
  }

  /** A leader that has just begun may not know yet how far its log was acknowledged: an end is believed when it stays. */
  async function settledBounds(topic: string, places: Offsets): Promise<Map<number, Bounds>> {
    const end = Date.now() + LEADER_LIMIT_MS;
    for (;;) {
      const found = await bounds(topic);
      if (Date.now() > end || [...found].every(([partition, { high }]) => (places.get(partition) ?? 0n) <= high)) return found;
      await pause(LEADER_POLL_MS);
    }
  }

  return {
    places,
    ranges: (topics) => forEach(topics, bounds),
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

/** Where no partition of a topic has a leader, kafkajs stumbles over an answer that it has not got: a TypeError of its own. */
function lacksLeaders(error: unknown): boolean {
  return error instanceof TypeError || LEADER_REASONS.includes(reasonOf(error));
}

/** Nothing committed is a negative place: the start of the log, and nothing to tell of. */
function placeIn({ low, high }: Bounds, stood: bigint): GroupPlace {
  if (stood < 0n) return { next: low, outOfRange: null };
  return stood < low || stood > high ? { next: low, outOfRange: stood } : { next: stood, outOfRange: null };
}

async function forEach<Found>(topics: readonly string[], find: (topic: string) => Promise<Found>): Promise<Map<string, Found>> {
  return new Map(await Promise.all(topics.map(async (topic): Promise<[string, Found]> => [topic, await find(topic)])));
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
