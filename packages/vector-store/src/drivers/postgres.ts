import type { Database, SqlTransaction } from '@munshi/database/database';
import { DatabaseQueryError, DatabaseUnavailableError } from '@munshi/database/errors';
import { migrate } from '@munshi/database/migrations';
import { sql } from 'kysely';
import { VectorInvalidError, VectorStoreRefusedError, VectorStoreUnavailableError } from '../errors.ts';
import {
  belongsTo,
  checkDeleteFilter,
  checkQuery,
  matchesNothing,
  metadataToShow,
  recordsToStore,
  type StoredRecord,
  type VectorSet,
} from '../records.ts';
import { namespaceOf, type Scope } from '../scope.ts';
import type { Match, MetadataValue, VectorStore } from '../vector-store.ts';
import { filterSql } from './postgres-filter.ts';
import { hasGraph, indexLargeSet, searchDeep, vectorOf } from './postgres-index.ts';
import { migrations, SCHEMA } from './postgres-migrations.ts';

/** About 1 MB of JSON at 384 numbers. */
const RECORDS_PER_STATEMENT = 200;
const READ_LIMIT_MS = 10_000;
const WRITE_LIMIT_MS = 60_000;
const BUILD_LIMIT_MS = 1_800_000;
/** How many public records are written between two looks at whether their set has become large. */
const RECORDS_BETWEEN_LOOKS = 5_000;

const records = sql.table(`${SCHEMA}.records`);
const customerOf = (scope: Scope): string | null => (scope === 'knowledge' ? null : scope.customerId);
/** One statement is visible to the next at once: there is nothing to wait for. */
const VISIBLE = '';

/**
 * Vectors in PostgreSQL with pgvector, on connections that the caller owns. Search is exact in a customer's scope, with a filter, and
 * in all sets of up to thousands of records: it takes milliseconds, and no index can hide the nearest record behind a condition. A large
 * set of public records is searched through a graph (`postgres-index.ts`).
 */
export function createPostgresVectorStore(database: Database, set: VectorSet): VectorStore {
  const run = <Result>(limitMs: number, work: (tx: SqlTransaction) => Promise<Result>, signal?: AbortSignal): Promise<Result> =>
    translated(within(limitMs, () => database.transaction(work), signal));

  const indexIfLarge = () => run(BUILD_LIMIT_MS, (tx) => indexLargeSet(tx, { model: set.model, dimension: set.dimension() }));
  let written = 0;

  const replace: VectorStore['replace'] = async (scope, given, stale) => {
    const stored = recordsToStore(scope, given, set);
    if (stored.length === 0 && stale.length === 0) return VISIBLE;
    await run(WRITE_LIMIT_MS, async (tx) => {
      for (let start = 0; start < stored.length; start += RECORDS_PER_STATEMENT) {
        await insert(tx, { scope, set, batch: stored.slice(start, start + RECORDS_PER_STATEMENT) });
      }
      if (stale.length > 0) await remove(tx, scope, stale);
    });
    if (scope !== 'knowledge') return VISIBLE;
    written += stored.length;
    if (written < RECORDS_BETWEEN_LOOKS) return VISIBLE;
    written = 0;
    await indexIfLarge();
    return VISIBLE;
  };

  return {
    kind: 'postgres',
    async ensureReady() {
      await translated(migrate(database, SCHEMA, migrations));
      await indexIfLarge();
    },
    upsert: (scope, given) => replace(scope, given, []),
    replace,
    async query(scope, query, signal) {
      signal?.throwIfAborted();
      checkQuery(query, set.dimension());
      if (matchesNothing(query.filter ?? {})) return [];
      return run(READ_LIMIT_MS, (tx) => select(tx, { scope, set, query }), signal);
    },
    async deleteIds(scope, ids) {
      if (ids.length === 0) return VISIBLE;
      await run(WRITE_LIMIT_MS, (tx) => remove(tx, scope, ids));
      return VISIBLE;
    },
    async deleteWhere(scope, filter) {
      checkDeleteFilter(filter);
      if (matchesNothing(filter)) return VISIBLE;
      await run(WRITE_LIMIT_MS, (tx) => sql`delete from ${records} where ${inScope(scope)} and ${filterSql(filter)}`.execute(tx));
      return VISIBLE;
    },
    async deleteScope(scope) {
      await run(WRITE_LIMIT_MS, (tx) => sql`delete from ${records} where namespace = ${scope.namespace}`.execute(tx));
    },
    async waitUntilVisible() {},
    async close() {},
  };
}

// --- Internal ---

/** Extension unknown to the server, no permission to create it, its type not there. */
const NO_PGVECTOR = new Set(['0A000', '42501', '42704']);

/** `is null` and not `is not distinct from`: of the latter the planner expects hardly any row, and passes the graph by. */
const inScope = (scope: Scope) =>
  scope === 'knowledge'
    ? sql`namespace = ${namespaceOf(scope)} and customer_id is null`
    : sql`namespace = ${namespaceOf(scope)} and customer_id = ${customerOf(scope)}::text`;

interface Insert {
  readonly scope: Scope;
  readonly set: VectorSet;
  readonly batch: readonly StoredRecord[];
}

async function insert(tx: SqlTransaction, { scope, set, batch }: Insert): Promise<void> {
  const rows = JSON.stringify(batch.map(({ id, values, metadata }) => ({ id, embedding: values, metadata })));
  await sql`
    insert into ${records} (namespace, id, customer_id, model, dimension, embedding, metadata)
    select ${namespaceOf(scope)}::text, id, ${customerOf(scope)}::text, ${set.model}::text, ${set.dimension()}::integer, embedding::text::vector, metadata
    from json_to_recordset(${rows}::json) as given(id text, embedding json, metadata jsonb)
    on conflict (namespace, id) do update set customer_id = excluded.customer_id, model = excluded.model,
      dimension = excluded.dimension, embedding = excluded.embedding, metadata = excluded.metadata`.execute(tx);
}

async function remove(tx: SqlTransaction, scope: Scope, ids: readonly string[]): Promise<void> {
  await sql`delete from ${records} where ${inScope(scope)}
    and id in (select value from json_array_elements_text(${JSON.stringify(ids)}::json))`.execute(tx);
}

interface Select {
  readonly scope: Scope;
  readonly set: VectorSet;
  readonly query: Parameters<VectorStore['query']>[1];
}

async function select(tx: SqlTransaction, { scope, set, query }: Select): Promise<Match[]> {
  const [vector, dimension] = [JSON.stringify(query.vector), set.dimension()];
  const filtered = Object.keys(query.filter ?? {}).length > 0;
  const throughGraph = scope === 'knowledge' && !filtered && (await hasGraph(tx, { model: set.model, dimension }));
  if (throughGraph) await searchDeep(tx, query.topK);
  // Only this very expression is served by the graph; any other is worked out for every record, which is exact.
  const embedding = throughGraph ? vectorOf(sql`embedding`, dimension) : sql`embedding`;
  const asked = throughGraph ? vectorOf(sql`${vector}`, dimension) : sql`${vector}::vector`;
  const { rows } = await sql<{ id: string; score: number; metadata: Record<string, MetadataValue> }>`
    select id, 1 - (${embedding} <=> ${asked}) as score, metadata from ${records}
    where ${inScope(scope)} and model = ${set.model} and dimension = ${dimension} and ${filterSql(query.filter ?? {})}
    order by ${embedding} <=> ${asked}${throughGraph ? sql`` : sql`, id`} limit ${query.topK}`.execute(tx);
  if (rows.some((row) => !belongsTo(scope, row.metadata)))
    throw new VectorStoreUnavailableError('The store gave a record of another scope.');
  return rows.map((row) => ({ id: row.id, score: row.score, metadata: metadataToShow(row.metadata) }));
}

/** Stops waiting, though the statement may still run: the database knows no per-call limit that works on both kinds. */
async function within<Result>(limitMs: number, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
  const limit = AbortSignal.timeout(limitMs);
  const stop = signal ? AbortSignal.any([signal, limit]) : limit;
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const onStop = (): void =>
    reject(signal?.aborted ? signal.reason : new VectorStoreUnavailableError(`The vector store took longer than ${limitMs} ms.`));
  stop.addEventListener('abort', onStop, { once: true });
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    stop.removeEventListener('abort', onStop);
  }
}

async function translated<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) {
      throw new VectorStoreUnavailableError('The database that holds the vectors cannot be reached.', { cause: error });
    }
    if (error instanceof DatabaseQueryError && NO_PGVECTOR.has(error.sqlState)) {
      const message =
        'The PostgreSQL server has no pgvector, or this user may not create it: run "create extension vector" as its administrator.';
      throw new VectorStoreRefusedError(message, error);
    }
    // Class 22: the data itself is what PostgreSQL cannot take.
    if (error instanceof DatabaseQueryError && error.sqlState.startsWith('22')) {
      throw new VectorInvalidError('VECTOR_REJECTED', 'PostgreSQL refused a record.', error);
    }
    throw error;
  }
}
