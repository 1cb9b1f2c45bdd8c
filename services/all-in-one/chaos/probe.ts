import { setTimeout as pause } from 'node:timers/promises';
import type { Bus, OutgoingRecord } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { createDelivery } from '@munshi/delivery/open-delivery';
import { readinessOf } from '@munshi/delivery/readiness';
import { encodeEvent, sourceOf } from '@munshi/events/event';
import { defineTopic, type ServiceName } from '@munshi/events/topic';
import { systemClock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { Service } from '@munshi/service-kit/service';
import { sql } from 'kysely';
import { z } from 'zod';

/** One of the numbers of a key, in the order of producing. */
export interface Fact {
  readonly key: string;
  readonly n: number;
}

const fact = z.object({ key: z.string(), n: z.int() });
const SCHEMA = 'analytics';
const A_PUBLISH = 500;

function topicOf(name: string, producer: ServiceName) {
  const description = 'of a chaos scenario';
  return defineTopic<Fact>({ name, description, schema: fact, producer, consumers: [], kind: 'event', retentionDays: 'forever' });
}

export const facts = topicOf('chaos.facts', 'ingestion');
export const echoes = topicOf('chaos.echoes', 'analytics');

export interface ProbePorts {
  readonly bus: Bus;
  readonly database: Database;
  readonly logger: Logger;
  /** Throws on what the handler does not take. */
  refuse?(fact: Fact): void;
  onCrash(error: unknown): void;
}

/** A service whose every effect can be counted: a row for each event it applies, without any key that would hide a second one. */
export function createProbe({ bus, database, logger, onCrash, refuse }: ProbePorts): Service {
  const ledger = sql.id(SCHEMA, 'ledger');
  const handler: TransactionalHandler<Fact> = {
    topic: facts,
    async apply(events, unit) {
      for (const { data } of events) refuse?.(data);
      const rows = JSON.stringify(events.map(({ data: { key, n } }) => ({ key, n })));
      await sql`insert into ${ledger} (key, n) select key, n from json_to_recordset(${rows}::json) as r(key text, n int)`.execute(unit.tx);
      for (const { id, key, sequence, time, data } of events) {
        unit.emit({ topic: echoes, id: `echo:${id}`, key, subject: key, sequence, time, intake: 'live', data });
      }
    },
  };
  const delivery = createDelivery({
    service: 'analytics',
    schema: SCHEMA,
    bus,
    database,
    handlers: [handler],
    logger,
    clock: systemClock,
    onCrash,
  });
  return {
    name: 'probe',
    async start() {
      const create = {
        name: '001-ledger',
        up: async (tx: Parameters<TransactionalHandler['apply']>[1]['tx']) =>
          void (await sql`create table ${ledger} (i bigint generated always as identity, key text not null, n int not null)`.execute(tx)),
      };
      await migrate(database, SCHEMA, [create]);
      await bus.ensureTopics([facts, echoes]);
      await delivery.start();
    },
    stop: () => delivery.stop(),
    readiness: () => readinessOf({ bus, database, delivery }),
  };
}

/** What the probe has written, in the order of writing. */
export async function ledgerOf(database: Database): Promise<readonly Fact[]> {
  const { rows } = await sql<Fact>`select key, n from ${sql.id(SCHEMA, 'ledger')} order by i`.execute(database.sql);
  return rows;
}

/** Events that are not published yet. */
export async function waitingOf(database: Database): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.id(SCHEMA, 'outbox')}`.execute(database.sql);
  return rows[0]?.n ?? 0;
}

export function factRecord(data: Fact): OutgoingRecord {
  const { key, n } = data;
  const about = { id: `${key}:${n}`, key, subject: key, sequence: n, time: '2026-01-02T00:00:00.000Z', intake: 'live' } as const;
  return { topic: facts.name, ...encodeEvent(facts, { ...about, topic: facts.name, source: sourceOf('ingestion'), data }) };
}

/** Publishes records in their order, a part after the other, so many a second at most. */
export async function publishAll(bus: Bus, records: readonly OutgoingRecord[], perSecond = Number.POSITIVE_INFINITY): Promise<void> {
  const begun = performance.now();
  for (let from = 0; from < records.length; from += A_PUBLISH) {
    await pause(Math.max(0, begun + (from / perSecond) * 1000 - performance.now()));
    await bus.publish(records.slice(from, from + A_PUBLISH));
  }
}
