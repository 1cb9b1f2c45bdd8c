import { randomUUID } from 'node:crypto';
import { defineTopic, type TopicDefinition } from '@munshi/events/topic';
import { afterEach } from 'vitest';
import { z } from 'zod';
import type { Batch, Bus, OutgoingRecord, ReceivedRecord, SharedSubscription, Subscription } from '../src/bus.ts';

/** What a driver gives the contract. */
export interface BusUnderTest {
  readonly kind: Bus['kind'];
  /** A bus on the same server each time; where `severalProcesses` is false, the one before was closed. */
  open(): Promise<Bus>;
  /** Whether several processes may share a group. */
  readonly severalProcesses: boolean;
}

export const PARTITIONS = 3;

/** A topic of its own for a test. */
export function testTopic(more: Partial<TopicDefinition> = {}): TopicDefinition {
  return defineTopic<unknown>({
    name: `contract.${randomUUID()}`,
    description: 'of a test',
    schema: z.unknown(),
    producer: 'ingestion',
    consumers: [],
    kind: 'event',
    retentionDays: 'forever',
    partitions: PARTITIONS,
    ...more,
  });
}

export function record(topic: TopicDefinition, key: string, text: string): OutgoingRecord {
  return { topic: topic.name, key, value: Buffer.from(text), headers: { ce_id: text } };
}

/** `count` records a key, numbered in the order of publishing, keys interleaved. */
export function records(topic: TopicDefinition, keys: readonly string[], count: number): OutgoingRecord[] {
  return Array.from({ length: count }, (_, i) => keys.map((key) => record(topic, key, `${key}:${i}`))).flat();
}

export const textOf = (received: { value: Buffer | null }): string => String(received.value);
export const sorted = (texts: readonly string[]): string[] => [...texts].sort();
/** Enough keys that every partition has some. */
export const KEYS = Array.from({ length: 12 }, (_, i) => `customer-${i}`);

/** A subscription that remembers what it was handed. */
export interface Member {
  readonly batches: Batch[];
  readonly received: ReceivedRecord[];
  readonly texts: () => string[];
  readonly crashes: unknown[];
  readonly subscription: Subscription;
}

export interface Bench {
  /** The bus of this test. */
  bus(): Promise<Bus>;
  /** Another process on the same server. */
  another(): Promise<Bus>;
  member(bus: Bus, options: Partial<SharedSubscription> & Pick<SharedSubscription, 'topics'>): Promise<Member>;
}

/** Opens buses for a test and closes them after it. */
export function createBench(driver: BusUnderTest): Bench {
  let opened: Bus[] = [];
  afterEach(async () => {
    const closing = opened;
    opened = [];
    await Promise.all(closing.map((bus) => bus.close()));
  });

  async function another(): Promise<Bus> {
    const bus = await driver.open();
    opened.push(bus);
    return bus;
  }

  return {
    another,
    bus: async () => opened[0] ?? (await another()),
    async member(bus, options) {
      const batches: Batch[] = [];
      const received: ReceivedRecord[] = [];
      const crashes: unknown[] = [];
      const subscription = await bus.subscribe({
        group: `group-${randomUUID()}`,
        onCrash: (error) => crashes.push(error),
        ...options,
        async onBatch(batch) {
          await options.onBatch?.(batch);
          batches.push(batch);
          received.push(...batch.records);
        },
      });
      return { batches, received, crashes, subscription, texts: () => received.map(textOf) };
    },
  };
}
