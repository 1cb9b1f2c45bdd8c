import type { Bus, ReadPlaces, ReceivedRecord } from '@munshi/bus/bus';
import type { Database, Sql } from '@munshi/database/database';
import { bankCustomers } from '@munshi/events/customer';
import { decodeEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import { sql } from 'kysely';
import { erases } from '../erasure.ts';
import { inboxId } from '../inbox.ts';
import type { Schemas } from './rebuild.ts';

const ROWS_A_WRITE = 500;

/** A record as it lies in the spool. */
export interface SpooledRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly applied: string;
  readonly sort: string;
  readonly offset: string;
}

/** Where a stream of the spool has been applied up to; null at its beginning. */
export type SpoolPlace = Pick<SpooledRecord, 'applied' | 'sort' | 'topic' | 'offset'> | null;

export interface SpoolOptions {
  readonly bus: Bus;
  readonly database: Database;
  readonly schemas: Schemas;
  /** Whose events were applied by the inbox. */
  readonly topics: readonly TopicDefinition[];
  /** The service's own, of which all is taken. */
  readonly restored: readonly TopicDefinition[];
}

/**
 * The topics' records in a table of the shadow, since topics cannot be read in the order in which their events were applied: the
 * inbox knows it, by the number of the transaction, and what is not in the inbox was not applied. A stream is a lane, or the lane
 * of what the service itself has said.
 */
export type Spool = ReturnType<typeof createSpool>;

export function createSpool({ bus, database, schemas, topics, restored }: SpoolOptions) {
  const spool = sql.id(schemas.shadow, 'rebuild_spool');
  const inbox = sql.id(schemas.live, 'inbox');
  const byName = new Map([...topics, ...restored].map((topic) => [topic.name, topic]));
  const own = new Set(restored.map(({ name }) => name));
  const erased = new Set<string>();

  function rowOf(record: ReceivedRecord) {
    const { topic: name, key, value, headers, offset, timestamp } = record;
    const topic = byName.get(name);
    const id = headers.ce_id;
    if (topic === undefined || id === undefined) return null;
    if (topic.keyspace === 'customer' && erased.has(key) && name !== bankCustomers.name) return null;
    const lane = bus.laneOf(topic, key).id;
    return {
      e: inboxId({ topic: name, id }),
      s: own.has(name) ? `own ${lane}` : lane,
      a: own.has(name) ? 0 : null,
      t: name,
      o: String(offset),
      p: timestamp,
      k: key,
      v: value?.toString('utf8') ?? null,
      h: headers,
    };
  }

  async function write(records: readonly ReceivedRecord[]): Promise<void> {
    const rows = JSON.stringify(records.flatMap((record) => rowOf(record) ?? []));
    await sql`
      insert into ${spool} (event, stream, applied, sort, topic, "offset", published_at, key, value, headers)
      select e, s, a, 0, t, o, p, k, v, h from json_to_recordset(${rows}::json)
        as r(e uuid, s text, a bigint, t text, o bigint, p bigint, k text, v text, h json)
      on conflict do nothing`.execute(database.sql);
  }

  return {
    async create(): Promise<void> {
      await sql`create table ${spool} (
        event uuid primary key, stream text not null, applied bigint, sort bigint not null, topic text not null, "offset" bigint not null,
        published_at bigint not null, key text not null, value text, headers json not null)`.execute(database.sql);
      await sql`create index rebuild_spool_order on ${spool} (stream, applied, sort, topic, "offset") where applied is not null`.execute(
        database.sql,
      );
    },

    /** Reads `bank.customers` to its end: who was erased is nowhere to come back. */
    async readErased(): Promise<void> {
      await bus.readAll([bankCustomers as TopicDefinition], (record) => {
        if (isErasure(record)) erased.add(record.key);
      });
    },

    /** Takes in what the topics hold beyond `from`; gives how many records that were, and where it ended. */
    async fill(from: ReadPlaces): Promise<{ readonly read: number; readonly places: ReadPlaces }> {
      let read = 0;
      let waiting: ReceivedRecord[] = [];
      const places = await bus.readAll(
        [...topics, ...restored],
        (record) => {
          read += 1;
          waiting.push(record);
          if (waiting.length < ROWS_A_WRITE) return undefined;
          const full = waiting;
          waiting = [];
          return write(full);
        },
        from,
      );
      await write(waiting);
      return { read, places };
    },

    /** Gives what was applied its place in the order. Gives how many events are applied in all. */
    async order(): Promise<number> {
      await sql`
        update ${spool} s set applied = coalesce(i.applied, 0), sort = case when i.applied is null then s.published_at else 0 end
        from ${inbox} i where s.applied is null and i.event = s.event`.execute(database.sql);
      const { rows } = await sql<{ total: number }>`select count(*)::float8 as total from ${spool} where applied is not null`.execute(
        database.sql,
      );
      return rows[0]?.total ?? 0;
    },

    async streams(): Promise<string[]> {
      const { rows } = await sql<{ stream: string }>`
        select distinct stream from ${spool} where applied is not null order by stream`.execute(database.sql);
      return rows.map(({ stream }) => stream);
    },

    /** The next records of a stream, in the order in which they were applied. */
    async next(stream: string, after: SpoolPlace, limit: number): Promise<SpooledRecord[]> {
      const { applied = '-1', sort = '0', topic = '', offset = '0' } = after ?? {};
      const { rows } = await sql<Omit<SpooledRecord, 'headers'> & { headers: string }>`
        select s.topic, s.key, s.value, s.headers::text as headers, s.applied::text as applied, s.sort::text as sort, s."offset"::text as "offset"
        from ${spool} s where s.stream = ${stream} and s.applied is not null
          and (s.applied, s.sort, s.topic, s."offset") > (${applied}::bigint, ${sort}::bigint, ${topic}::text, ${offset}::bigint)
        order by s.applied, s.sort, s.topic, s."offset" limit ${limit}`.execute(database.sql);
      return rows.map((row) => ({ ...row, headers: JSON.parse(row.headers) as Record<string, string> }));
    },

    /** Nothing of a customer stays, in the spool either. */
    async forget(db: Sql, customerId: string): Promise<void> {
      await sql`
        delete from ${spool} where key = ${customerId} and topic <> ${bankCustomers.name}
        and (starts_with(stream, 'customer-') or starts_with(stream, 'own customer-'))`.execute(db);
    },
  };
}

function isErasure(record: ReceivedRecord): boolean {
  try {
    return erases(decodeEvent(bankCustomers, record));
  } catch {
    return false;
  }
}
