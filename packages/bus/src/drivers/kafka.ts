import { randomUUID } from 'node:crypto';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import type { Bus, OutgoingRecord, Subscription } from '../bus.ts';
import { BusForbiddenError, BusUnavailableError } from '../errors.ts';
import { laneOf, partitionOf } from '../partition.ts';
import { assertPublishable } from '../record-limits.ts';
import type { BusSettings } from '../settings.ts';
import { within } from '../time-limit.ts';
import { topicUnknown } from '../topic-check.ts';
import { createKafkaClient, type KafkaClient } from './kafka-client.ts';
import { isForbidden, reasonOf, toBusError } from './kafka-errors.ts';
import { listenOnKafka } from './kafka-every.ts';
import { joinKafkaGroup } from './kafka-group.ts';
import { createKafkaOffsets } from './kafka-offsets.ts';
import { assertReadable } from './kafka-permission.ts';
import { createKafkaPublisher, type PartitionedRecord } from './kafka-publisher.ts';
import { readAllOnKafka } from './kafka-read-all.ts';
import { createKafkaTopics } from './kafka-topics.ts';

const PING_LIMIT_MS = 5_000;
const DRAIN_LIMIT_MS = 5_000;
const DISCONNECT_LIMIT_MS = 3_000;

export interface KafkaBusOptions {
  readonly settings: BusSettings;
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** What tells this process from its replicas and not from its predecessor; null where nothing does. */
  readonly instance: string | null;
  readonly logger: Logger;
}

/** @throws BusUnavailableError where no broker answers */
export async function openKafkaBus({ settings, brokers, clientId, instance, logger: parent }: KafkaBusOptions): Promise<Bus> {
  const logger = parent.child({ component: 'bus' });
  const client = await createKafkaClient({ settings, brokers, clientId: instance ?? clientId, logger });
  try {
    await Promise.all([client.admin.connect(), client.producer.connect()]);
    // A broker that wants SASL or TLS takes a connection without them, and closes it at the first request.
    await client.admin.describeCluster();
  } catch (error) {
    await disconnect(client, logger);
    throw toOpenError(error);
  }
  return createKafkaBus({ client, prefix: settings.KAFKA_PREFIX, clientId, instance, logger });
}

interface BusParts {
  readonly client: KafkaClient;
  readonly prefix: string;
  readonly clientId: string;
  readonly instance: string | null;
  readonly logger: Logger;
}

function createKafkaBus({ client, prefix, clientId, instance, logger }: BusParts): Bus {
  const topics = createKafkaTopics(client.admin, prefix);
  const offsets = createKafkaOffsets(client.admin, prefix);
  const publisher = createKafkaPublisher(client.producer, prefix, logger);
  const subscriptions = new Set<Promise<Subscription>>();
  let lastQueued: Promise<unknown> = Promise.resolve();
  let closed: Promise<void> | undefined;

  return {
    kind: 'kafka',
    ensureTopics: (declared) => answered(() => topics.ensure(declared)),
    publish: (records) => answered(() => publish(records)),
    subscribe: (subscription) =>
      joined(subscription.topics, prefix + subscription.group, () =>
        joinKafkaGroup({ subscription, client, topics, offsets, prefix, instance, logger }),
      ),
    subscribeEvery: (subscription) =>
      joined(subscription.topics, `${prefix}${clientId}.every.${randomUUID()}`, () =>
        listenOnKafka({ subscription, client, topics, offsets, clientId, prefix, logger }),
      ),
    readAll: (of, onRecord, from = new Map()) =>
      answered(async () => {
        await topics.check(of);
        return readAllOnKafka({ topics: of, onRecord, from, client, offsets, clientId, prefix, logger });
      }),
    lag: (group, of) =>
      answered(async () => {
        // kafkajs asks for the metadata of every topic it was ever asked about: one that is missing fails all, their making too.
        for (const { name } of of) if ((await topics.partitions(name)) === undefined) throw topicUnknown(name);
        return offsets.lag(prefix + group, of);
      }),
    laneOf,
    ping: () => answered(ping),
    close() {
      closed ??= close();
      return closed;
    },
  };

  async function close(): Promise<void> {
    await Promise.allSettled([...subscriptions].map(async (subscription) => (await subscription).stop()));
    const late = (): Error => new BusUnavailableError('Kafka did not take all that waited');
    await within(DRAIN_LIMIT_MS, publisher.idle(), late).catch((error) => logger.warn({ err: error }, 'closing'));
    publisher.abort();
    await disconnect(client, logger);
  }

  /** Queued in the order of the calls, though a topic may have to be looked up. */
  async function publish(records: readonly OutgoingRecord[]): Promise<void> {
    const queued = lastQueued.then(async () => {
      const partitioned = await toPartitioned(records);
      return { stored: publisher.publish(partitioned) };
    });
    lastQueued = queued.catch(() => undefined);
    await (await queued).stored;
  }

  /** A topic is looked up once a call, and a record costs no promise. */
  async function toPartitioned(records: readonly OutgoingRecord[]): Promise<PartitionedRecord[]> {
    const counts = new Map<string, number>();
    for (const { topic } of records) if (!counts.has(topic)) counts.set(topic, await partitionsOf(topic));
    return records.map((record) => ({
      record,
      bytes: assertPublishable(record),
      partition: partitionOf(record.key, counts.get(record.topic) ?? 1),
    }));
  }

  async function partitionsOf(topic: string): Promise<number> {
    const count = await topics.partitions(topic);
    if (count === undefined) throw topicUnknown(topic);
    return count;
  }

  async function joined(of: readonly TopicDefinition[], group: string, join: () => Promise<Subscription>): Promise<Subscription> {
    return answered(async () => {
      await topics.check(of);
      const names = of.map(({ name }) => prefix + name);
      await assertReadable(client.admin, group, names);
      const joining = join();
      subscriptions.add(joining);
      const subscription = await joining;
      return {
        lanes: subscription.lanes,
        waitingSince: subscription.waitingSince,
        async stop() {
          await subscription.stop();
          subscriptions.delete(joining);
        },
      };
    });
  }

  async function ping(): Promise<void> {
    await within(PING_LIMIT_MS, client.admin.describeCluster(), () => new BusUnavailableError('Kafka does not answer'));
  }

  async function answered<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closed !== undefined) throw new BusUnavailableError('the bus is closed');
    try {
      return await work();
    } catch (error) {
      throw toBusError(error);
    }
  }
}

function toOpenError(error: unknown): unknown {
  const reason = reasonOf(error);
  if (isForbidden(error)) return new BusForbiddenError(`the brokers refuse this user (${reason})`, 'access', error);
  if (reason !== 'KafkaJSConnectionClosedError') return toBusError(error);
  return new BusUnavailableError('Kafka closes the connection: do its brokers want SASL or TLS (KAFKA_SASL_*, KAFKA_SSL_*)?', error);
}

async function disconnect({ admin, producer }: KafkaClient, logger: Logger): Promise<void> {
  const late = (): Error => new BusUnavailableError('Kafka does not disconnect');
  for (const result of await Promise.allSettled([admin, producer].map((one) => within(DISCONNECT_LIMIT_MS, one.disconnect(), late)))) {
    if (result.status === 'rejected') logger.debug({ reason: reasonOf(result.reason) }, 'closing');
  }
}
