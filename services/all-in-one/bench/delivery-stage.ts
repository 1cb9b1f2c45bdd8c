import { randomUUID } from 'node:crypto';
import type { Bus, OutgoingRecord } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { Database, DatabaseServer } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { openDatabase } from '@munshi/database/open-database';
import type { Delivery } from '@munshi/delivery/delivery';
import { createDelivery } from '@munshi/delivery/open-delivery';
import { bankCustomers } from '@munshi/events/customer';
import { encodeEvent, type MunshiEvent } from '@munshi/events/event';
import { defineTopic, type TopicDefinition } from '@munshi/events/topic';
import { systemClock } from '@munshi/service-kit/clock';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { kafkaServer, postgresServer } from '@munshi/testing/servers';
import { sql } from 'kysely';
import { z } from 'zod';

export interface Fact {
  readonly customerId: string;
  readonly n: number;
  /** When it was published, milliseconds since 1970. */
  readonly at: number;
}

const CUSTOMERS = 1_000;
const CONNECTIONS = 4;

export const facts = topicOf('bench.facts', 'ingestion');
export const echoes = topicOf('bench.echoes', 'analytics');

function topicOf(name: string, producer: 'ingestion' | 'analytics'): TopicDefinition<Fact> {
  const schema = z.object({ customerId: z.string(), n: z.number(), at: z.number() });
  return defineTopic<Fact>({
    name,
    description: 'of a benchmark',
    schema,
    producer,
    consumers: [],
    kind: 'event',
    retentionDays: 'forever',
  });
}

export const idOf = ({ customerId, n }: Fact): string => `${customerId}:${n}`;

export function factRecord(n: number, at = 0): OutgoingRecord {
  const data: Fact = { customerId: `customer-${n % CUSTOMERS}`, n, at };
  return { topic: facts.name, ...encodeEvent(facts, eventOf(facts.name, data, '/munshi/ingestion')) };
}

export function echoRecord(fact: Fact): OutgoingRecord {
  return { topic: echoes.name, ...encodeEvent(echoes, eventOf(echoes.name, fact, '/munshi/analytics')) };
}

function eventOf(topic: string, data: Fact, source: string): MunshiEvent<Fact> {
  const { customerId, n } = data;
  return {
    topic,
    id: `${topic}:${idOf(data)}`,
    key: customerId,
    subject: customerId,
    sequence: n,
    time: TIME,
    intake: 'live',
    source,
    data,
  };
}
const TIME = '2026-01-02T03:04:05.000Z';

/** One upsert of a batch: a row an event. */
export async function writeRows(tx: Database['sql'], schema: string, rows: readonly Fact[]): Promise<void> {
  await sql`
    insert into ${sql.id(schema, 'facts')} (id, customer_id, n)
    select "customerId" || ':' || n, "customerId", n from json_to_recordset(${JSON.stringify(rows)}::json) as r("customerId" text, n int)
    on conflict (id) do update set n = excluded.n`.execute(tx);
}

export async function createRows(database: Database, schema: string): Promise<void> {
  const up = async (tx: Database['sql']) => {
    await sql`create table ${sql.id(schema, 'facts')} (id text primary key, customer_id text not null, n int not null)`.execute(tx);
  };
  await migrate(database, schema, [{ name: '001-facts', up }]);
}

/** Real servers, or why they are left out. */
export interface Stage {
  readonly bus: Bus;
  readonly server: DatabaseServer;
  readonly database: Database;
  readonly brokers: string;
  readonly prefix: string;
  readonly databaseUrl: string;
  close(): Promise<void>;
}

export async function openStage(): Promise<Stage | null> {
  const [kafka, postgres] = await Promise.all([kafkaServer(), postgresServer()]);
  const absent = kafka.absent ?? postgres.absent;
  if (absent !== null) {
    process.stderr.write(`left out: ${absent}\n`);
    await Promise.all([kafka.close(), postgres.close()]);
    return null;
  }
  const place = { brokers: kafka.brokers, prefix: kafka.prefix, databaseUrl: postgres.url };
  const opened = await openPlace(place);
  await opened.bus.ensureTopics([bankCustomers, facts, echoes] as readonly TopicDefinition[]);
  return {
    ...place,
    ...opened,
    async close() {
      await opened.bus.close();
      await opened.server.close();
      await kafka.close();
      await postgres.close();
    },
  };
}

export async function openPlace({ brokers, prefix, databaseUrl }: Pick<Stage, 'brokers' | 'prefix' | 'databaseUrl'>) {
  const server = await openDatabase({ DATABASE_URL: databaseUrl, DATA_DIR: '' }, { logger });
  const settings = busSettings.parse({ KAFKA_BROKERS: brokers, KAFKA_PREFIX: prefix });
  const bus = await openBus(settings, { clientId: 'bench', database: null, logger });
  return { bus, server, database: server.connect({ name: 'bench', connections: CONNECTIONS }) };
}

export interface ConsumerOptions extends Pick<Stage, 'bus' | 'database'> {
  readonly group: string;
  readonly schema: string;
  /** Default true. */
  readonly echo?: boolean;
  /** With each batch that is about to be written. */
  onFacts(events: readonly Fact[]): void;
}

/** Applies facts once: an inbox, one upsert, and an echo of each through the outbox. */
export async function startConsumer({ bus, database, group, schema, echo = true, onFacts }: ConsumerOptions): Promise<Delivery> {
  await createRows(database, schema);
  const delivery = createDelivery({
    service: 'analytics',
    group,
    schema,
    bus,
    database,
    logger,
    clock: systemClock,
    handlers: [
      {
        topic: facts,
        async apply(events, unit) {
          const rows = events.map(({ data }: { data: Fact }) => data);
          onFacts(rows);
          await writeRows(unit.tx, schema, rows);
          for (const row of echo ? rows : []) {
            const { customerId: key, n: sequence } = row;
            unit.emit({ topic: echoes, id: `echo:${idOf(row)}`, key, subject: key, sequence, time: TIME, intake: 'live', data: row });
          }
        },
      },
    ],
    onCrash(error) {
      throw error;
    },
  });
  await delivery.start();
  return delivery;
}

export const freshName = (name: string): string => `${name}_${randomUUID().slice(0, 8)}`;
