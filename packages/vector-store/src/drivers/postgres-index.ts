import { createHash } from 'node:crypto';
import type { SqlTransaction } from '@munshi/database/database';
import { type RawBuilder, sql } from 'kysely';
import { KNOWLEDGE_NAMESPACE } from '../scope.ts';
import { setIdOf, type VectorSet } from '../vector-set.ts';
import { SCHEMA } from './postgres-migrations.ts';

/**
 * From so many public records on, searching all of them takes longer than a person should wait, and an HNSW graph is built: measured on
 * 100,000 vectors of 384 numbers, a search of all works off 25,000 pages, the graph 2,000. HNSW and not IVFFlat, since it needs no
 * training set and keeps its recall while records come and go.
 */
const LARGE_SET = 10_000;
/** pgvector's limit for a graph over full-precision vectors. */
const MOST_DIMENSIONS = 2_000;
/** Neighbours a node has and candidates looked at while building: pgvector's defaults lose a little recall at this size. */
const NEIGHBOURS = 16;
const BUILD_CANDIDATES = 128;
const BUILD_MEMORY = '512MB';
/** Candidates looked at in a search: with 200 the graph finds 0.996 of the ten nearest among 100,000 (`bench/large-set.ts` measures it). */
const SEARCH_CANDIDATES = 200;
/** pgvector's own. */
const MOST_SEARCH_CANDIDATES = 1_000;
/** Records that a filtered search looks at in the graph, nearest first, before it is given up for an exact one. */
const MOST_SCANNED = '8000';

/** The graph is over vectors of one length, so the column is cast to it; a query must say the same to be served by it. */
export const vectorOf = (value: RawBuilder<unknown>, dimension: number): RawBuilder<unknown> =>
  sql`(${value}::vector(${sql.raw(String(Math.trunc(dimension)))}))`;

/** Builds the graph of a set of public records that has grown large. False where there is none to build. */
export async function indexLargeSet(tx: SqlTransaction, set: VectorSet): Promise<boolean> {
  const { dimension } = set;
  if (dimension > MOST_DIMENSIONS || (await hasGraph(tx, set))) return false;
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from ${sql.table(`${SCHEMA}.records`)}
    where set_id = ${setIdOf(set)} and namespace = ${KNOWLEDGE_NAMESPACE}`.execute(tx);
  if (Number(rows[0]?.count ?? 0) < LARGE_SET) return false;
  await local(tx, 'maintenance_work_mem', BUILD_MEMORY);
  await sql`
    create index if not exists ${sql.id(graphName(set))} on ${sql.table(`${SCHEMA}.records`)}
    using hnsw (${vectorOf(sql`embedding`, dimension)} vector_cosine_ops)
    with (m = ${sql.raw(String(NEIGHBOURS))}, ef_construction = ${sql.raw(String(BUILD_CANDIDATES))})
    where set_id = ${sql.lit(setIdOf(set))} and namespace = ${sql.lit(KNOWLEDGE_NAMESPACE)}`.execute(tx);
  return true;
}

/**
 * Lets the searches of this transaction look far enough into the graph to find `topK` records: `filtered`, on and on until so many
 * pass the filter, up to a limit from which on looking at every record is faster.
 */
export async function searchDeep(
  tx: SqlTransaction,
  { topK, filtered }: { readonly topK: number; readonly filtered: boolean },
): Promise<void> {
  const candidates = String(Math.min(MOST_SEARCH_CANDIDATES, Math.max(SEARCH_CANDIDATES, topK * 2)));
  await sql`select set_config('hnsw.ef_search', ${candidates}, true), set_config('hnsw.max_scan_tuples', ${MOST_SCANNED}, true),
    set_config('hnsw.iterative_scan', ${filtered ? 'relaxed_order' : 'off'}, true)`.execute(tx);
}

export async function dropGraph(tx: SqlTransaction, set: VectorSet): Promise<void> {
  await sql`drop index if exists ${sql.id(SCHEMA, graphName(set))}`.execute(tx);
}

export async function hasGraph(tx: SqlTransaction, set: VectorSet): Promise<boolean> {
  const { rows } = await sql`select from pg_indexes where schemaname = ${SCHEMA} and indexname = ${graphName(set)}`.execute(tx);
  return rows.length > 0;
}

function graphName(set: VectorSet): string {
  return `records_graph_${createHash('sha256').update(setIdOf(set)).digest('hex').slice(0, 16)}`;
}

/** Until the transaction ends, so that it leaks to nobody who shares the connection. */
async function local(tx: SqlTransaction, name: string, value: string): Promise<void> {
  await sql`select set_config(${name}, ${value}, true)`.execute(tx);
}
