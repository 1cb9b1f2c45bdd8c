import type { OutgoingRecord } from '@munshi/bus/bus';
import type { Database, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { Emitted } from './unit-of-work.ts';

const READ_ROWS = 1_000;

/** Rows of one lane, oldest first; `last` is the id of the newest. */
export interface OutboxRows {
  readonly records: readonly OutgoingRecord[];
  readonly last: string;
}

/** What was stored, and whether older rows of the lane wait too. */
export interface Stored extends OutboxRows {
  readonly others: boolean;
}

/** What was emitted and is not published yet. Written only under the lane's lock, so ids rise in the order of the commits. */
export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox(database: Database, schema: string) {
  const outbox = sql.id(schema, 'outbox');
  return {
    /** Appends to lanes that the transaction holds; tells of the rows of `lane` alone. */
    async append(tx: SqlTransaction, emitted: readonly Emitted[], lane: string | null): Promise<Stored> {
      const input = JSON.stringify(
        emitted.map(({ lane: l, topic, record }, i) => ({
          i,
          l,
          t: topic.name,
          k: record.key,
          v: record.value?.toString('utf8') ?? null,
          h: record.headers,
        })),
      );
      const { rows } = await sql<{ last: string | null; others: boolean }>`
        with added as (
          insert into ${outbox} (lane, topic, key, value, headers)
          select l, t, k, v, h from json_to_recordset(${input}::json) as r(i integer, l text, t text, k text, v text, h json) order by i
          returning id, lane)
        select (select max(id)::text from added where lane = ${lane}) as last,
          exists (select from ${outbox} where lane = ${lane}) as others`.execute(tx);
      const records = emitted.filter((event) => event.lane === lane).map(({ topic, record }) => ({ topic: topic.name, ...record }));
      return { records, last: rows[0]?.last ?? '', others: rows[0]?.others ?? false };
    },

    async read(lane: string): Promise<OutboxRows> {
      const { rows } = await sql<{ id: string; topic: string; key: string; value: string | null; headers: string }>`
        select o.id::text as id, topic, key, value, headers::text as headers from ${outbox} as o
        where lane = ${lane} order by o.id limit ${READ_ROWS}`.execute(database.sql);
      const records = rows.map(({ topic, key, value, headers }) => ({
        topic,
        key,
        value: value === null ? null : Buffer.from(value),
        headers: JSON.parse(headers) as Record<string, string>,
      }));
      return { records, last: rows.at(-1)?.id ?? '' };
    },

    /** Deletes the lane's rows up to one that was published: all before it were too. */
    async remove(lane: string, last: string): Promise<void> {
      await sql`delete from ${outbox} where lane = ${lane} and id <= ${last}::bigint`.execute(database.sql);
    },

    /** Lanes that have something to publish. */
    async waiting(): Promise<readonly string[]> {
      const { rows } = await sql<{ lane: string }>`select distinct lane from ${outbox}`.execute(database.sql);
      return rows.map(({ lane }) => lane);
    },
  };
}
