import { randomUUID } from 'node:crypto';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import type { ReadPlaces, ReceivedRecord } from '../bus.ts';
import { BusUnavailableError } from '../errors.ts';
import { assignLanes } from './kafka-assigner.ts';
import type { KafkaAssignment, KafkaBatch, KafkaClient } from './kafka-client.ts';
import { createKafkaCursor, judgeBatch, type KafkaCursor } from './kafka-cursor.ts';
import { createKafkaMember } from './kafka-member.ts';
import type { Bounds, KafkaOffsets } from './kafka-offsets.ts';
import { toReceived } from './kafka-record.ts';

const LOOK_MS = 500;
/** Nothing came for so long: whoever asked should ask again. */
const SILENCE_MS = 60_000;

export interface KafkaReadAllOptions {
  readonly topics: readonly TopicDefinition[];
  onRecord(record: ReceivedRecord): unknown;
  readonly from: ReadPlaces;
  readonly client: KafkaClient;
  readonly offsets: KafkaOffsets;
  readonly clientId: string;
  readonly prefix: string;
  readonly logger: Logger;
}

/** What is left to read of one partition. */
interface Stretch {
  readonly cursor: KafkaCursor;
  readonly end: bigint;
}

/** Reads what is retained now with a group of its own that commits nothing, and deletes it. */
export async function readAllOnKafka(options: KafkaReadAllOptions): Promise<ReadPlaces> {
  const { client, offsets, prefix } = options;
  const declared = new Map(options.topics.map((topic) => [prefix + topic.name, topic]));
  const left = new Map<string, Stretch>();
  const places = new Map(options.from);
  await look();
  if (left.size === 0) return places;
  const groupId = `${prefix}${options.clientId}.every.${randomUUID()}`;
  const done = Promise.withResolvers<void>();
  let lastSign = Date.now();
  const member = createKafkaMember({
    client,
    groupId: () => groupId,
    topics: [...declared.keys()],
    assigner: {
      claim: () => ({ topics: [...declared].map(([name, { keyspace, partitions }]) => ({ name, keyspace, partitions })), held: [] }),
      assign: assignLanes,
    },
    prepare: async () => undefined,
    onAssigned,
    onRebalancing: () => undefined,
    onLost: () => undefined,
    onBatch,
    onCrash: done.reject,
    logger: options.logger,
  });
  const timer = setInterval(() => void look().then(endIfDone, () => undefined), LOOK_MS);
  try {
    await member.start();
    await done.promise;
    return places;
  } finally {
    clearInterval(timer);
    await member.stop();
    await client.admin.deleteGroups([groupId]).catch(() => undefined);
  }

  /** At first it notes what there is to read; later it drops what retention deleted meanwhile. */
  async function look(): Promise<void> {
    const isFirst = left.size === 0;
    for (const [topic, ranges] of await offsets.ranges([...declared.keys()])) {
      for (const [partition, { low, high }] of ranges) {
        const key = `${topic}/${partition}`;
        if (isFirst) note(key, { low, high });
        const stretch = left.get(key);
        if (stretch !== undefined && low >= stretch.end) left.delete(key);
      }
    }
  }

  function note(key: string, { low, high }: Bounds): void {
    const name = key.slice(prefix.length);
    const begin = places.get(name) ?? low;
    const start = begin > low ? begin : low;
    if (start < high) left.set(key, { cursor: createKafkaCursor(start), end: high });
    places.set(name, high);
  }

  function endIfDone(): void {
    if (left.size === 0) done.resolve();
    else if (Date.now() - lastSign > SILENCE_MS) done.reject(new BusUnavailableError('Kafka does not hand out what it retains'));
  }

  function onAssigned(assignment: KafkaAssignment): void {
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) {
        const key = `${topic}/${partition}`;
        // What is read already is not fetched again.
        const next = left.get(key)?.cursor.next ?? places.get(key.slice(prefix.length));
        if (next !== undefined) member.seek(topic, partition, next);
      }
    }
  }

  async function onBatch(batch: KafkaBatch, resolve: (offset: string) => void): Promise<void> {
    lastSign = Date.now();
    const key = `${batch.topic}/${batch.partition}`;
    const stretch = left.get(key);
    const topic = declared.get(batch.topic);
    const last = batch.messages.at(-1);
    if (last === undefined || topic === undefined) return;
    if (stretch === undefined) return void resolve(last.offset);
    const { cursor, end } = stretch;
    const range = { from: BigInt(batch.fetchedOffset), last: BigInt(last.offset) };
    if (judgeBatch(cursor, range) === 'again') return void member.seek(batch.topic, batch.partition, cursor.next);
    if (!(await handOut(toReceived(batch, topic.name, cursor.next).filter(({ offset }) => offset < end)))) return;
    cursor.next = range.last + 1n;
    resolve(last.offset);
    if (cursor.next >= end) left.delete(key);
    endIfDone();
  }

  /** False when whoever asked does not take them: the reading ends. */
  async function handOut(records: readonly ReceivedRecord[]): Promise<boolean> {
    try {
      for (const record of records) {
        const taken = options.onRecord(record);
        if (taken instanceof Promise) await taken;
      }
      lastSign = Date.now();
      return true;
    } catch (error) {
      done.reject(error);
      return false;
    }
  }
}
