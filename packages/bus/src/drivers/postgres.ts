import type { Database, DatabaseServer } from '@munshi/database/database';
import { DatabaseUnavailableError } from '@munshi/database/errors';
import { migrate } from '@munshi/database/migrations';
import type { TopicDefinition } from '@munshi/events/topic';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import type { Bus, EverySubscription, Lag, OutgoingRecord, ReadPlaces, ReceivedRecord, SharedSubscription, Subscription } from '../bus.ts';
import { BusUnavailableError } from '../errors.ts';
import { createOffsetCommits } from '../offset-commits.ts';
import { laneOf, partitionOf } from '../partition.ts';
import { assertPublishable } from '../record-limits.ts';
import { assertPartitions, topicUnknown } from '../topic-check.ts';
import { createPostgresGroup } from './postgres-group.ts';
import { type AppendedRecord, createPostgresLog, logKey, type OffsetCommit, type StoredTopic } from './postgres-log.ts';
import { createPostgresPublisher } from './postgres-publisher.ts';
import { type LogReading, readAllOfLog } from './postgres-read-all.ts';
import { createPostgresReader } from './postgres-reader.ts';
import { migrations, SCHEMA } from './postgres-schema.ts';
import { keepUp } from './postgres-upkeep.ts';
import { createRecordTail } from './record-tail.ts';

const TAIL_BYTES = 32 * 1024 * 1024;
const RELOAD_MS = 500;

export interface PostgresBusOptions {
  readonly database: DatabaseServer;
  readonly logger: Logger;
  /** Bytes of the newest records kept in memory. */
  readonly tailBytes?: number;
}

/**
 * The bus as a log table, for one process: whoever publishes wakes its subscribers in memory, so it costs nothing when
 * idle. Two processes on one database would not hear each other.
 */
export async function openPostgresBus(options: PostgresBusOptions): Promise<Bus> {
  const logger = options.logger.child({ component: 'bus' });
  const database = options.database.connect({ name: 'bus', connections: 1 });
  try {
    await migrate(database, SCHEMA, migrations);
    return await createPostgresBus(database, logger, options.tailBytes ?? TAIL_BYTES);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function createPostgresBus(database: Database, logger: Logger, tailBytes: number): Promise<Bus> {
  const log = createPostgresLog(database);
  const ends = new Map<string, bigint>();
  let topics: ReadonlyMap<string, StoredTopic> = new Map();
  const tail = createRecordTail(tailBytes);
  const commits = createOffsetCommits<OffsetCommit>({
    nameOf: (commit) => `${commit.group}\n${logKey(commit)}`,
    store: log.commit,
    logger,
  });
  const reader = createPostgresReader({ log, tail, endOf: (id) => ends.get(logKey(id)) ?? 0n, logger });
  const publisher = createPostgresPublisher({ log, onStored, onLost: () => void reloadEnds() });
  const groups = new Map<string, Promise<Subscription>>();
  const listeners = new Set<EverySubscription>();
  let closed: Promise<void> | undefined;
  await loadEnds();
  const upkeep = keepUp(database, logger);

  return {
    kind: 'postgres',
    ensureTopics: (declared) => answered(() => ensureTopics(declared)),
    publish: (records) => answered(async () => publisher.publish(records.map(toAppended))),
    subscribe: (subscription) => answered(() => subscribe(subscription)),
    subscribeEvery: (subscription) => answered(async () => listen(subscription)),
    readAll: (of, onRecord, from = new Map()) => answered(() => readAll(of, { onRecord, from })),
    lag: (group, of) => answered(() => lag(group, of)),
    laneOf,
    ping: () => answered(() => database.ping()),
    close() {
      closed ??= close();
      return closed;
    },
  };

  async function close(): Promise<void> {
    listeners.clear();
    await Promise.allSettled([...groups.values()].map(async (member) => (await member).stop()));
    await publisher.idle();
    await reader.close();
    await upkeep.close();
    await database.close();
  }

  async function ensureTopics(declared: readonly TopicDefinition[]): Promise<void> {
    await log.ensureTopics(declared);
    await loadEnds();
    for (const topic of declared) assertPartitions(topic, topics.get(topic.name)?.partitions);
  }

  function toAppended(record: OutgoingRecord): AppendedRecord {
    const topic = topics.get(record.topic);
    if (topic === undefined) throw topicUnknown(record.topic);
    assertPublishable(record);
    const subject = topic.compacted ? storable(record.headers.ce_subject ?? '') : null;
    return { record, subject, partition: partitionOf(record.key, topic.partitions) };
  }

  async function subscribe(subscription: SharedSubscription): Promise<Subscription> {
    const { group } = subscription;
    if (groups.has(group)) {
      throw new AppError(`the group ${group} has its member: this bus serves one process`, { code: 'BUS_GROUP_TAKEN', failure: 'failed' });
    }
    for (const topic of subscription.topics) assertPartitions(topic, topics.get(topic.name)?.partitions);
    const joining = join(subscription);
    groups.set(group, joining);
    joining.catch(() => groups.delete(group));
    return joining;
  }

  async function join(subscription: SharedSubscription): Promise<Subscription> {
    const committed = await log.committed(subscription.group);
    const member = createPostgresGroup({ subscription, committed, reader, commits, logger });
    let stopped: Promise<void> | undefined;
    return {
      lanes: member.lanes,
      waitingSince: member.waitingSince,
      stop() {
        stopped ??= member.stop().then(() => void groups.delete(subscription.group));
        return stopped;
      },
    };
  }

  function listen(subscription: EverySubscription): Subscription {
    for (const topic of subscription.topics) assertPartitions(topic, topics.get(topic.name)?.partitions);
    const listener = { ...subscription };
    listeners.add(listener);
    return {
      lanes: () => [],
      waitingSince: () => null,
      stop: async () => {
        listeners.delete(listener);
      },
    };
  }

  async function readAll(of: readonly TopicDefinition[], reading: Omit<LogReading, 'ends'>): Promise<ReadPlaces> {
    for (const topic of of) assertPartitions(topic, topics.get(topic.name)?.partitions);
    const names = new Set(of.map(({ name }) => name));
    return readAllOfLog(log, { ...reading, ends: (await log.ends()).filter(({ topic }) => names.has(topic)) });
  }

  async function lag(group: string, of: readonly TopicDefinition[]): Promise<Lag> {
    await commits.flush();
    const names = of.map(({ name }) => name);
    const stored = await log.lag(group, names);
    const byTopic = Object.fromEntries(names.map((name) => [name, stored.get(name) ?? 0]));
    return { byTopic, messages: Object.values(byTopic).reduce((sum, count) => sum + count, 0) };
  }

  function onStored(records: readonly ReceivedRecord[]): void {
    const last = records.at(-1);
    if (last === undefined) return;
    tail.append(records);
    ends.set(logKey(last), last.offset + 1n);
    reader.wake();
    for (const listener of listeners) {
      if (listener.topics.some(({ name }) => name === last.topic)) tell(listener, records);
    }
  }

  function tell(listener: EverySubscription, records: readonly ReceivedRecord[]): void {
    for (const record of records) {
      try {
        listener.onRecord(record);
      } catch (error) {
        logger.error({ err: error, topic: record.topic }, 'a listener failed');
      }
    }
  }

  async function loadEnds(): Promise<void> {
    topics = await log.topics();
    for (const end of await log.ends()) {
      const known = ends.get(logKey(end)) ?? 0n;
      if (end.next > known) ends.set(logKey(end), end.next);
    }
    reader.wake();
  }

  /** A publish without an answer may have been stored: its subscribers must see it even if nothing follows. */
  async function reloadEnds(): Promise<void> {
    while (closed === undefined) {
      try {
        return await loadEnds();
      } catch (error) {
        logger.warn({ err: error }, 'could not read the ends of the log; trying again');
        await new Promise((resolve) => setTimeout(resolve, RELOAD_MS).unref());
      }
    }
  }

  async function answered<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closed !== undefined) throw new BusUnavailableError('the bus is closed');
    try {
      return await work();
    } catch (error) {
      if (error instanceof DatabaseUnavailableError) throw new BusUnavailableError('the database of the bus does not answer', error);
      throw error;
    }
  }
}

/** What a text column takes: no NUL, no half of a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll('\0', '\uFFFD').toWellFormed();
}
