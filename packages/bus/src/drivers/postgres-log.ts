import type { Database } from '@munshi/database/database';
import type { TopicDefinition } from '@munshi/events/topic';
import { sql } from 'kysely';
import type { OutgoingRecord, ReceivedRecord } from '../bus.ts';

/** One log: a partition of a topic. */
export interface LogId {
  readonly topic: string;
  readonly partition: number;
}

export interface LogEnd extends LogId {
  /** The offset its next record gets. */
  readonly next: bigint;
}

export interface OffsetCommit extends LogEnd {
  readonly group: string;
}

export interface ReadRequest extends LogId {
  readonly from: bigint;
  readonly limit: number;
}

export interface AppendedRecord {
  readonly partition: number;
  readonly record: OutgoingRecord;
  /** Of a compacted topic: with the key it names the state that a newer record replaces. */
  readonly subject: string | null;
}

export interface StoredTopic {
  readonly partitions: number;
  readonly compacted: boolean;
}

/** Name of a log in maps. */
export function logKey({ topic, partition }: LogId): string {
  return `${topic}/${partition}`;
}

/** The statements of the log, each one round trip; what is many goes as one JSON parameter. */
export type PostgresLog = ReturnType<typeof createPostgresLog>;

export function createPostgresLog(database: Database) {
  return {
    /** Makes missing topics. The number of partitions of one that exists stays. */
    async ensureTopics(topics: readonly TopicDefinition[]): Promise<void> {
      const declared = JSON.stringify(
        topics.map(({ name, partitions, retentionDays, kind }) => ({
          name,
          partitions,
          retention: retentionDays === 'forever' ? null : retentionDays * 86_400_000,
          compacted: kind === 'state',
        })),
      );
      await sql`
        with declared as (
          select distinct on (name) * from json_to_recordset(${declared}::json)
            as d(name text, partitions integer, retention bigint, compacted boolean)),
        stored as (
          insert into bus.topics (name, partitions, retention_ms, compacted) select name, partitions, retention, compacted from declared
          on conflict (name) do update set retention_ms = excluded.retention_ms, compacted = excluded.compacted
          returning name, partitions)
        insert into bus.partitions (topic, partition)
        select s.name, p from stored s cross join lateral generate_series(0, s.partitions - 1) as p on conflict do nothing`.execute(
        database.sql,
      );
    },

    async topics(): Promise<Map<string, StoredTopic>> {
      const { rows } = await sql<StoredTopic & { name: string }>`select name, partitions, compacted from bus.topics`.execute(database.sql);
      return new Map(rows.map(({ name, partitions, compacted }) => [name, { partitions, compacted }]));
    },

    async ends(): Promise<LogEnd[]> {
      const { rows } = await sql<{ topic: string; partition: number; next: string }>`
        select topic, partition, next_offset::text as next from bus.partitions`.execute(database.sql);
      return rows.map((row) => ({ ...row, next: BigInt(row.next) }));
    },

    /** Stores the records in their order, all or none; gives the first offset of each log they went to. */
    async append(records: readonly AppendedRecord[], publishedAt: number): Promise<LogEnd[]> {
      const { input, bytes } = appendParameters(records);
      const { rows } = await sql<{ topic: string; partition: number; next: string }>`
        with input as (select * from json_to_recordset(${input}::json) as r(n integer, t text, p integer, k text, s text, a integer, v integer, h integer)),
        counted as (select t, p, count(*) as n from input group by t, p),
        claimed as (
          update bus.partitions l set next_offset = l.next_offset + c.n from counted c
          where l.topic = c.t and l.partition = c.p returning l.topic, l.partition, l.next_offset - c.n as first),
        stored as (
          insert into bus.records (topic, partition, "offset", published_at, key, subject, value, headers)
          select i.t, i.p, c.first + i.n, ${String(publishedAt)}::bigint,
            i.k, i.s, substring(b.bytes from i.a + i.h for i.v), substring(b.bytes from i.a for i.h)
          from (select ${bytes}::bytea as bytes) b cross join input i left join claimed c on c.topic = i.t and c.partition = i.p)
        select topic, partition, first::text as next from claimed`.execute(database.sql);
      return rows.map((row) => ({ ...row, next: BigInt(row.next) }));
    },

    /** The records of each request, in the order of the requests. */
    async read(requests: readonly ReadRequest[]): Promise<ReceivedRecord[][]> {
      const wanted = JSON.stringify(
        requests.map(({ topic, partition, from, limit }, i) => ({ i, t: topic, p: partition, f: String(from), l: limit })),
      );
      const { rows } = await sql<StoredRecord>`
        select w.i, r.topic, r.partition, r."offset"::text as "offset", r.published_at::text as published_at,
          r.key, r.value, convert_from(r.headers, 'UTF8') as headers
        from json_to_recordset(${wanted}::json) as w(i integer, t text, p integer, f bigint, l integer)
        cross join lateral (
          select b.topic, b.partition, b."offset", b.published_at, b.key, b.value, b.headers from bus.records b where b.topic = w.t and b.partition = w.p and b."offset" >= w.f order by b."offset" limit w.l) r
        order by w.i, r."offset"`.execute(database.sql);
      const results: ReceivedRecord[][] = requests.map(() => []);
      for (const row of rows) results[row.i]?.push(toReceived(row));
      return results;
    },

    async committed(group: string): Promise<LogEnd[]> {
      const { rows } = await sql<{ topic: string; partition: number; next: string }>`
        select topic, partition, next_offset::text as next from bus.group_offsets where "group" = ${group}`.execute(database.sql);
      return rows.map((row) => ({ ...row, next: BigInt(row.next) }));
    },

    async commit(commits: readonly OffsetCommit[]): Promise<void> {
      const input = JSON.stringify(
        commits.map(({ group, topic, partition, next }) => ({ g: group, t: topic, p: partition, n: String(next) })),
      );
      await sql`
        insert into bus.group_offsets select g, t, p, n from json_to_recordset(${input}::json) as c(g text, t text, p integer, n bigint)
        on conflict ("group", topic, partition) do update set next_offset = excluded.next_offset`.execute(database.sql);
    },

    /** Records not yet committed by the group, by topic. */
    async lag(group: string, topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const { rows } = await sql<{ topic: string; behind: string }>`
        select l.topic, sum(l.next_offset - greatest(coalesce(o.next_offset, 0), l.first_offset))::text as behind
        from bus.partitions l
        left join bus.group_offsets o on o."group" = ${group} and o.topic = l.topic and o.partition = l.partition
        where l.topic in (select json_array_elements_text(${JSON.stringify(topics)}::json))
        group by l.topic`.execute(database.sql);
      return new Map(rows.map((row) => [row.topic, Number(row.behind)]));
    },
  };
}

/**
 * Headers and values lie one behind the other in one binary parameter, since text would have to be escaped, carried and read
 * again: `a` is where a record's headers begin, counted from 1, `h` their length, `v` that of the value behind them. `n` is its
 * place among those of its log, from 0: a window over them would be sorted first.
 */
function appendParameters(records: readonly AppendedRecord[]): { input: string; bytes: Buffer } {
  const pieces: Buffer[] = [];
  const counts = new Map<string, number>();
  let a = 1;
  const rows = records.map(({ partition, record, subject }) => {
    const log = logKey({ topic: record.topic, partition });
    const n = counts.get(log) ?? 0;
    counts.set(log, n + 1);
    const headers = Buffer.from(JSON.stringify(record.headers));
    const row = { n, t: record.topic, p: partition, k: record.key, s: subject, a, h: headers.length, v: record.value?.length ?? null };
    pieces.push(headers);
    if (record.value !== null) pieces.push(record.value);
    a += headers.length + (record.value?.length ?? 0);
    return row;
  });
  return { input: JSON.stringify(rows), bytes: Buffer.concat(pieces) };
}

interface StoredRecord {
  i: number;
  topic: string;
  partition: number;
  offset: string;
  published_at: string;
  key: string;
  value: Buffer | null;
  headers: string;
}

function toReceived(row: StoredRecord): ReceivedRecord {
  return {
    topic: row.topic,
    partition: row.partition,
    offset: BigInt(row.offset),
    timestamp: Number(row.published_at),
    key: row.key,
    value: row.value,
    headers: JSON.parse(row.headers) as Record<string, string>,
  };
}
