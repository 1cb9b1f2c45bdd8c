import { randomUUID } from 'node:crypto';
import type { Bus, OutgoingRecord, ReceivedRecord, SharedSubscription } from '@munshi/bus/bus';
import type { Database, SqlTransaction } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { bankCustomers } from '@munshi/events/customer';
import { deadLettersOf } from '@munshi/events/dead-letter';
import { decodeEvent, encodeEvent, type MunshiEvent } from '@munshi/events/event';
import { defineTopic, type TopicDefinition } from '@munshi/events/topic';
import { systemClock } from '@munshi/service-kit/clock';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { afterEach, beforeEach } from 'vitest';
import { z } from 'zod';
import type { Delivery, DeliveryOptions, Handler, NewEvent, TransactionalHandler, UnitOfWork } from '../src/delivery.ts';
import { createDelivery } from '../src/open-delivery.ts';
import { captiveBus, type Faults, faultyBus, faultyDatabase } from './contract-faults.ts';

/** A bus and a database for one test, empty, and gone after it. */
export interface Stack {
  readonly bus: Bus;
  /** One connection, as a service's consumers have. */
  readonly database: Database;
  /** More of them. */
  connect(connections: number): Database;
  readonly schema: string;
  close(): Promise<void>;
}

/** What the suite runs on. */
export interface StackUnderTest {
  readonly name: string;
  open(): Promise<Stack>;
}

export interface Fact {
  readonly customerId: string;
  readonly n: number;
}

const fact = z.object({ customerId: z.string(), n: z.number() });

export const incoming = topicOf('test.incoming', 'ingestion');
export const outgoing = topicOf('test.outgoing', 'analytics');
const STARTED = '2026-01-02T03:04:05.000Z';

function topicOf(name: string, producer: 'ingestion' | 'analytics'): TopicDefinition<Fact> {
  return defineTopic<Fact>({
    name,
    description: 'of a test',
    schema: fact,
    producer,
    consumers: [],
    kind: 'event',
    retentionDays: 'forever',
  });
}

/** An event of `incoming`; the same customer and number is the same event. */
export function factRecord(customerId: string, n: number): OutgoingRecord {
  return recordOf(incoming, { id: `${customerId}:${n}`, key: customerId, subject: customerId, sequence: n, data: { customerId, n } });
}

export function recordOf<Data>(
  topic: TopicDefinition<Data>,
  event: Pick<MunshiEvent<Data>, 'id' | 'key' | 'subject' | 'sequence' | 'data'>,
) {
  const whole = { ...event, topic: topic.name, time: STARTED, intake: 'live', source: '/munshi/ingestion' } as const;
  return { topic: topic.name, ...encodeEvent(topic, whole) };
}

export function factEvent(customerId: string, n: number): NewEvent<Fact> {
  return {
    topic: outgoing,
    id: `out:${customerId}:${n}`,
    key: customerId,
    subject: customerId,
    sequence: n,
    time: STARTED,
    intake: 'live',
    data: { customerId, n },
  };
}

/** Numbers `from` to `to` of a customer, in order. */
export function facts(customerId: string, from: number, to: number): OutgoingRecord[] {
  return Array.from({ length: to - from + 1 }, (_, i) => factRecord(customerId, from + i));
}

export const numbersOf = (records: readonly { readonly n: number }[]): number[] => records.map(({ n }) => n);
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i + 1);

export interface Bench {
  readonly stack: Stack;
  readonly faults: Faults;
  /** Starts a delivery of `analytics`; stopped after the test. */
  start(options?: Partial<DeliveryOptions>): Promise<Delivery>;
  /** Starts nothing: gives what a bus would call, to play the bus. */
  captive(options?: Partial<DeliveryOptions>): Promise<{ delivery: Delivery; subscription: SharedSubscription }>;
  /** Rows that the handler of the bench has written, in order of writing. */
  ledger(): Promise<readonly Fact[]>;
  /** Everything published on a topic so far, decoded. */
  published(customerId?: string): readonly Fact[];
  deadLetters(): readonly ReceivedRecord[];
  /** Whether `published` and `deadLetters` have everything that is on their topics now. */
  hasHeardAll(): Promise<boolean>;
  count(table: 'inbox' | 'outbox' | 'lanes' | 'erased_customers'): Promise<number>;
  /** A handler that writes each event to the ledger and emits one. */
  handler(more?: Partial<TransactionalHandler<Fact>>): TransactionalHandler<Fact>;
  write(events: readonly MunshiEvent<Fact>[], unit: UnitOfWork): Promise<void>;
}

export function createBench(under: StackUnderTest): Bench {
  let stack: Stack;
  let faults: Faults = {};
  let deliveries: Delivery[] = [];
  let watched: ReceivedRecord[] = [];
  const spoken = [outgoing, deadLettersOf('analytics')] as readonly TopicDefinition[];
  const ledger = () => sql.id(stack.schema, 'ledger');

  beforeEach(async () => {
    stack = await under.open();
    faults = {};
    watched = [];
    const create = {
      name: '001-ledger',
      async up(tx: UnitOfWork['tx']) {
        await sql`create table ${ledger()} (i bigint generated always as identity, customer_id text not null, n int not null)`.execute(tx);
      },
    };
    await migrate(stack.database, stack.schema, [create]);
    await stack.bus.ensureTopics([bankCustomers, incoming, outgoing, deadLettersOf('analytics')] as TopicDefinition[]);
    await watch(spoken);
  });

  afterEach(async () => {
    faults = {};
    await Promise.all(deliveries.map((delivery) => delivery.stop()));
    deliveries = [];
    await stack?.close();
  });

  /** A group of its own, so that what was published before it started is seen too. */
  async function watch(topics: readonly TopicDefinition[]): Promise<void> {
    await stack.bus.subscribe({
      group: `watch-${randomUUID()}`,
      topics,
      onBatch: async ({ records }) => {
        watched.push(...records);
      },
      onCrash: () => undefined,
    });
  }

  function create(bus: Bus, options: Partial<DeliveryOptions>): Delivery {
    const delivery = createDelivery({
      service: 'analytics',
      schema: stack.schema,
      bus,
      database: faultyDatabase(stack.database, () => faults),
      handlers: [bench.handler() as Handler],
      logger: silentLogger,
      clock: systemClock,
      onCrash: () => undefined,
      ...options,
    });
    deliveries.push(delivery);
    return delivery;
  }

  const bench: Bench = {
    get stack() {
      return stack;
    },
    get faults() {
      return faults;
    },
    async start(options = {}) {
      const delivery = create(
        faultyBus(stack.bus, () => faults),
        options,
      );
      await delivery.start();
      return delivery;
    },
    async captive(options = {}) {
      const { bus, subscription } = captiveBus(stack.bus);
      const delivery = create(bus, options);
      await delivery.start();
      return { delivery, subscription: subscription() };
    },
    async ledger() {
      const { rows } = await sql<Fact>`select customer_id as "customerId", n from ${ledger()} order by i`.execute(stack.database.sql);
      return rows;
    },
    published(customerId) {
      const all = watched.filter(({ topic }) => topic === outgoing.name).map((record) => decodeEvent(outgoing, record).data);
      return all.filter((data) => customerId === undefined || data.customerId === customerId);
    },
    deadLetters: () => watched.filter(({ topic }) => topic === deadLettersOf('analytics').name),
    async hasHeardAll() {
      // Behind for a group that never was is everything that is there.
      return (await stack.bus.lag('nobody', spoken)).messages <= watched.length;
    },
    async count(table) {
      const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.id(stack.schema, table)}`.execute(stack.database.sql);
      return rows[0]?.n ?? 0;
    },
    handler: (more = {}) => ({ topic: incoming, apply: bench.write, ...more }),
    async write(events, unit) {
      const rows = JSON.stringify(events.map(({ data }) => data));
      await sql`insert into ${ledger()} (customer_id, n)
        select "customerId", n from json_to_recordset(${rows}::json) as r("customerId" text, n int)`.execute(unit.tx);
      for (const { data } of events) unit.emit(factEvent(data.customerId, data.n));
    },
  };
  return bench;
}

/** Waits until the service has nothing left to handle and nothing left to publish, and the bench has heard it all. */
export async function idle(bench: Bench, delivery: Delivery): Promise<void> {
  await eventually('everything handled and published', async () => {
    const { lagMessages } = await delivery.state();
    if (lagMessages !== 0 || (await bench.count('outbox')) > 0) return false;
    // What the service says of itself may be half a second old: older than what was published just now.
    if ((await bench.stack.bus.lag('analytics', [bankCustomers, incoming] as TopicDefinition[])).messages > 0) return false;
    return bench.hasHeardAll();
  });
}

/** Until another transaction waits for this one; embedded, others wait before they begin. */
export async function untilAwaited(tx: SqlTransaction, { database }: Stack): Promise<void> {
  if (database.kind === 'embedded') return;
  await eventually('another transaction waits for this one', async () => {
    const { rows } = await sql<{ awaited: boolean }>`
      select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid))) as awaited`.execute(tx);
    return rows[0]?.awaited;
  });
}
