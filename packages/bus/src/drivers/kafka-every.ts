import { randomUUID } from 'node:crypto';
import type { Logger } from '@munshi/service-kit/logger';
import type { EverySubscription, ReceivedRecord, Subscription } from '../bus.ts';
import { BusUnavailableError } from '../errors.ts';
import { within } from '../time-limit.ts';
import { assignLanes } from './kafka-assigner.ts';
import type { KafkaAssignment, KafkaBatch, KafkaClient } from './kafka-client.ts';
import { createKafkaCursor, judgeBatch, type KafkaCursor } from './kafka-cursor.ts';
import { reasonOf } from './kafka-errors.ts';
import { createKafkaMember } from './kafka-member.ts';
import type { KafkaOffsets } from './kafka-offsets.ts';
import { toReceived } from './kafka-record.ts';
import type { KafkaTopics } from './kafka-topics.ts';

const FORGET_LIMIT_MS = 3_000;

export interface KafkaEveryOptions {
  readonly subscription: EverySubscription;
  readonly client: KafkaClient;
  readonly topics: KafkaTopics;
  readonly offsets: KafkaOffsets;
  readonly clientId: string;
  readonly prefix: string;
  readonly logger: Logger;
}

/** A group of its own for each life of the consumer; it commits nothing, and is deleted at its end. */
export async function listenOnKafka(options: KafkaEveryOptions): Promise<Subscription> {
  const { subscription, client, topics, offsets, prefix, logger } = options;
  const declared = new Map(subscription.topics.map((topic) => [prefix + topic.name, topic]));
  const ranges = await offsets.ranges([...declared.keys()]);
  const cursors = new Map<string, KafkaCursor>();
  for (const [topic, places] of ranges)
    for (const [partition, { high }] of places) cursors.set(`${topic}/${partition}`, createKafkaCursor(high));
  const groups: string[] = [];
  let stopped: Promise<void> | undefined;

  const member = createKafkaMember({
    client,
    groupId,
    topics: [...declared.keys()],
    assigner: {
      claim: () => ({ topics: [...declared].map(([name, topic]) => ({ ...pick(topic), name })), held: [] }),
      assign: assignLanes,
    },
    prepare: () => topics.check(subscription.topics),
    onAssigned,
    onRebalancing: () => undefined,
    onLost: () => undefined,
    onBatch,
    onCrash: subscription.onCrash,
    logger,
  });
  await member.start();

  return {
    lanes: () => [],
    waitingSince: () => null,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };

  async function stop(): Promise<void> {
    await member.stop();
    await forget(groups);
  }

  function groupId(): string {
    void forget(groups.splice(0));
    const group = `${prefix}${options.clientId}.every.${randomUUID()}`;
    groups.push(group);
    return group;
  }

  /** The broker would forget them too, minutes later. */
  async function forget(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const late = (): Error => new BusUnavailableError('the group is not deleted');
    await within(FORGET_LIMIT_MS, client.admin.deleteGroups([...names]), late).catch((error) => {
      logger.debug({ reason: reasonOf(error) }, 'left it to the broker to forget a group');
    });
  }

  function onAssigned(assignment: KafkaAssignment): void {
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) {
        const cursor = cursors.get(`${topic}/${partition}`);
        if (cursor !== undefined) member.seek(topic, partition, cursor.next);
      }
    }
  }

  function onBatch(batch: KafkaBatch, done: (offset: string) => void): void {
    const cursor = cursors.get(`${batch.topic}/${batch.partition}`);
    const last = batch.messages.at(-1);
    const topic = declared.get(batch.topic);
    if (stopped !== undefined || cursor === undefined || last === undefined || topic === undefined) return;
    const range = { from: BigInt(batch.fetchedOffset), last: BigInt(last.offset) };
    const verdict = judgeBatch(cursor, range);
    if (verdict === 'again') {
      member.seek(batch.topic, batch.partition, cursor.next);
      return;
    }
    if (verdict === 'rewound') cursor.next = range.from;
    const records = toReceived(batch, topic.name, cursor.next);
    if (BigInt(last.offset) >= cursor.next) cursor.next = BigInt(last.offset) + 1n;
    done(last.offset);
    for (const record of records) tell(record);
  }

  function tell(record: ReceivedRecord): void {
    try {
      subscription.onRecord(record);
    } catch (error) {
      logger.error({ err: error, topic: record.topic }, 'a listener failed');
    }
  }
}

function pick({ keyspace, partitions }: EverySubscription['topics'][number]) {
  return { keyspace, partitions };
}
