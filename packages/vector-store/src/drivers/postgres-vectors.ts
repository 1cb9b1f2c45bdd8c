import type { Sql, SqlTransaction } from '@munshi/database/database';
import { type RawBuilder, sql } from 'kysely';
import { VectorStoreUnavailableError } from '../errors.ts';
import { belongsTo, checkDeleteFilter, checkQuery, matchesNothing, metadataToShow, recordsToStore, type StoredRecord } from '../records.ts';
import { namespaceOf, type Scope } from '../scope.ts';
import { setIdOf, type VectorSet } from '../vector-set.ts';
import type { Match, MetadataValue, Vectors } from '../vector-store.ts';
import type { RunSql } from './postgres-calls.ts';
import { filterSql } from './postgres-filter.ts';
import { halfOf, indexLargeSet, isForGraph } from './postgres-index.ts';
import { SCHEMA } from './postgres-migrations.ts';

/** About 1 MB of JSON at 384 numbers. */
const RECORDS_PER_STATEMENT = 200;
const READ_LIMIT_MS = 10_000;
const WRITE_LIMIT_MS = 60_000;
const BUILD_LIMIT_MS = 1_800_000;
/** How many public records are written between two looks at whether their set has become large. */
const RECORDS_BETWEEN_LOOKS = 5_000;
/** How many times as many as asked for are taken from the graph, to be ranked exactly. */
const SPARE = 4;

const records = sql.table(`${SCHEMA}.records`);
/** One statement is visible to the next at once: there is nothing to wait for. */
const VISIBLE = '';

export interface PostgresVectorsOptions {
  readonly run: RunSql;
  /** Embedded, building a graph of 10,000 vectors would stop everyone for longer than a statement may take. */
  readonly mayBuildGraphs: boolean;
  migrate(): Promise<void>;
  /** Which set it is, asked in the transaction that works with it: no reader sees half of a switch. */
  setIn(tx: Sql): Promise<VectorSet>;
  isRead(tx: Sql, set: VectorSet): Promise<boolean>;
}

/**
 * The vectors of a set. Search is exact in a customer's scope, and in all sets of up to thousands of records: it takes milliseconds.
 * A large set of public records is searched through a graph (`postgres-index.ts`).
 */
export function postgresVectors({ run, mayBuildGraphs, migrate, setIn, isRead }: PostgresVectorsOptions): Vectors {
  const indexIfLarge = async (wanted: (tx: Sql, set: VectorSet) => Promise<boolean>) => {
    if (!mayBuildGraphs) return;
    await run(BUILD_LIMIT_MS, async (tx) => {
      const set = await setIn(tx);
      if (await wanted(tx, set)) await indexLargeSet(tx, set);
    });
  };
  let written = 0;

  const replace: Vectors['replace'] = async (scope, given, stale) => {
    if (given.length === 0 && stale.length === 0) return VISIBLE;
    await run(WRITE_LIMIT_MS, async (tx) => {
      const set = await setIn(tx);
      const stored = recordsToStore(scope, given, set);
      for (let start = 0; start < stored.length; start += RECORDS_PER_STATEMENT) {
        await insert(tx, { scope, set, batch: stored.slice(start, start + RECORDS_PER_STATEMENT) });
      }
      if (stale.length > 0) await remove(tx, { scope, set }, withIds(stale));
    });
    if (scope !== 'knowledge') return VISIBLE;
    written += given.length;
    if (written < RECORDS_BETWEEN_LOOKS) return VISIBLE;
    written = 0;
    // What nobody reads yet is written several times as fast without: it gets its graph at the end, by `ensureReady`.
    await indexIfLarge(isRead);
    return VISIBLE;
  };

  const removeWhere = async (scope: Scope, condition: RawBuilder<unknown>) => {
    await run(WRITE_LIMIT_MS, async (tx) => remove(tx, { scope, set: await setIn(tx) }, condition));
    return VISIBLE;
  };

  return {
    async ensureReady() {
      await migrate();
      await indexIfLarge(async () => true);
    },
    upsert: (scope, given) => replace(scope, given, []),
    replace,
    async query(scope, query, signal) {
      signal?.throwIfAborted();
      return run(
        READ_LIMIT_MS,
        async (tx) => {
          const set = await setIn(tx);
          checkQuery(query, set.dimension);
          return matchesNothing(query.filter ?? {}) ? [] : select(tx, { scope, set, query });
        },
        signal,
      );
    },
    deleteIds: async (scope, ids) => (ids.length === 0 ? VISIBLE : removeWhere(scope, withIds(ids))),
    async deleteWhere(scope, filter) {
      checkDeleteFilter(filter);
      return matchesNothing(filter) ? VISIBLE : removeWhere(scope, filterSql(filter));
    },
    async deleteScope(scope) {
      await removeWhere(scope, sql`true`);
    },
    async waitUntilVisible() {},
  };
}

// --- Internal ---

interface Place {
  readonly scope: Scope;
  readonly set: VectorSet;
}

const customerOf = (scope: Scope): string | null => (scope === 'knowledge' ? null : scope.customerId);

/** `is null` and not `is not distinct from`: of the latter the planner expects hardly any row, and passes the graph by. */
function inPlace({ scope, set }: Place): RawBuilder<unknown> {
  const owner = scope === 'knowledge' ? sql`customer_id is null` : sql`customer_id = ${customerOf(scope)}::text`;
  return sql`set_id = ${setIdOf(set)} and namespace = ${namespaceOf(scope)} and ${owner}`;
}

const withIds = (ids: readonly string[]) => sql`id in (select value from json_array_elements_text(${JSON.stringify(ids)}::json))`;

async function insert(tx: SqlTransaction, { scope, set, batch }: Place & { readonly batch: readonly StoredRecord[] }): Promise<void> {
  const rows = JSON.stringify(batch.map(({ id, values, metadata }) => ({ id, embedding: values, metadata })));
  await sql`
    insert into ${records} (set_id, namespace, id, customer_id, embedding, metadata)
    select ${setIdOf(set)}::text, ${namespaceOf(scope)}::text, id, ${customerOf(scope)}::text, embedding::text::vector, metadata
    from json_to_recordset(${rows}::json) as given(id text, embedding json, metadata jsonb)
    on conflict (set_id, namespace, id) do update set customer_id = excluded.customer_id,
      embedding = excluded.embedding, metadata = excluded.metadata`.execute(tx);
}

async function remove(tx: SqlTransaction, place: Place, condition: RawBuilder<unknown>): Promise<void> {
  await sql`delete from ${records} where ${inPlace(place)} and ${condition}`.execute(tx);
}

interface Select extends Place {
  readonly query: Parameters<Vectors['query']>[1];
}

/** Through the graph of a large set, else exactly; exactly too where the graph found too few. */
async function select(tx: SqlTransaction, asked: Select): Promise<Match[]> {
  const { scope, set, query } = asked;
  if (scope === 'knowledge') {
    const filtered = Object.keys(query.filter ?? {}).length > 0 ? mayBeFound(asked) : null;
    const found = (await isForGraph(tx, { set, take: query.topK * SPARE, filtered })) ? await rowsOf(tx, asked, throughGraph(asked)) : [];
    if (found.length === query.topK) return found;
  }
  return rowsOf(tx, asked, exactly(asked));
}

const mayBeFound = ({ scope, set, query }: Select) => sql`${inPlace({ scope, set })} and ${filterSql(query.filter ?? {})}`;

/** Only this very order is served by the graph. It is of half precision and, past a filter, not quite in order: so more are taken. */
function throughGraph(asked: Select): RawBuilder<unknown> {
  const { set, query } = asked;
  const order = sql`${halfOf(sql`embedding`, set.dimension)} <=> ${halfOf(textOf(query.vector), set.dimension)}`;
  return sql`(select id, embedding, metadata from ${records} where ${mayBeFound(asked)} order by ${order} limit ${query.topK * SPARE})`;
}

function exactly(asked: Select): RawBuilder<unknown> {
  return sql`(select id, embedding, metadata from ${records} where ${mayBeFound(asked)})`;
}

const textOf = (vector: readonly number[]) => sql`${JSON.stringify(vector)}::text`;

async function rowsOf(tx: SqlTransaction, { scope, query }: Select, from: RawBuilder<unknown>): Promise<Match[]> {
  const distance = sql`embedding <=> ${textOf(query.vector)}::vector`;
  const { rows } = await sql<{ id: string; score: number; metadata: Record<string, MetadataValue> }>`
    select id, 1 - distance as score, metadata
    from (select id, metadata, ${distance} as distance from ${from} candidates order by 3, id limit ${query.topK}) nearest
    order by distance, id`.execute(tx);
  if (rows.some((row) => !belongsTo(scope, row.metadata)))
    throw new VectorStoreUnavailableError('The store gave a record of another scope.');
  return rows.map((row) => ({ id: row.id, score: row.score, metadata: metadataToShow(row.metadata) }));
}
