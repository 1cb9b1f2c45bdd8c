import { createHash } from 'node:crypto';
import type { SqlTransaction } from '@munshi/database/database';
import { type RawBuilder, sql } from 'kysely';
import { KNOWLEDGE_NAMESPACE } from '../scope.ts';
import { setIdOf, type VectorSet } from '../vector-set.ts';
import { SCHEMA } from './postgres-migrations.ts';

/**
 * From so many public records on, searching all of them takes longer than a person should wait, and an HNSW graph is built: measured on
 * 100,000 vectors of 384 numbers, a search of all works off 25,000 pages, the graph 2,400. HNSW and not IVFFlat, since it needs no
 * training set and keeps its recall while records come and go.
 */
const LARGE_SET = 10_000;
/** pgvector's limit for a graph over half-precision vectors. */
const MOST_DIMENSIONS = 4_000;
/** Neighbours a node has and candidates looked at while building: pgvector's defaults lose a little recall at this size. */
const NEIGHBOURS = 16;
const BUILD_CANDIDATES = 128;
const BUILD_MEMORY = '512MB';
/**
 * Candidates looked at in a search: among 100,000 clustered passages 40 would do (`bench/large-set.ts`), but a question that is near to
 * none of them finds 0.84 of its ten nearest with 200, 0.96 with 400.
 */
const SEARCH_CANDIDATES = 400;
/** pgvector's own. */
const MOST_SEARCH_CANDIDATES = 1_000;
/** Records that a filtered search looks at in the graph, nearest first, before it is given up for an exact one. */
const MOST_SCANNED = '8000';
/** So few that pass a filter are compared one by one, found by an index on metadata: as fast as a walk that finds them seldom, and exact. */
const FEW_PASSING = 8_000;

/**
 * The graph is over half-precision vectors of one length, half the memory to walk through; a query must say the same to be served by it,
 * and has to rank what it gets by the vectors themselves.
 */
export const halfOf = (value: RawBuilder<unknown>, dimension: number): RawBuilder<unknown> =>
  sql`(${value}::halfvec(${sql.raw(String(Math.trunc(dimension)))}))`;

/** Builds the indexes of a set of public records that has grown large. False where there is none to build. */
export async function indexLargeSet(tx: SqlTransaction, set: VectorSet): Promise<boolean> {
  const { dimension } = set;
  if (dimension > MOST_DIMENSIONS || (await hasGraph(tx, set))) return false;
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from ${records} where set_id = ${setIdOf(set)} and namespace = ${KNOWLEDGE_NAMESPACE}`.execute(tx);
  if (Number(rows[0]?.count ?? 0) < LARGE_SET) return false;
  // Of several processes that see it grown, one builds.
  await sql`lock table ${records} in share row exclusive mode`.execute(tx);
  if (await hasGraph(tx, set)) return false;
  await local(tx, 'maintenance_work_mem', BUILD_MEMORY);
  await dropIndex(tx, fullGraphName(set));
  const ofSet = sql`where set_id = ${sql.lit(setIdOf(set))} and namespace = ${sql.lit(KNOWLEDGE_NAMESPACE)}`;
  await sql`
    create index if not exists ${sql.id(filterIndexName(set))} on ${records} using gin (metadata jsonb_path_ops) ${ofSet}`.execute(tx);
  await sql`
    create index if not exists ${sql.id(graphName(set))} on ${records}
    using hnsw (${halfOf(sql`embedding`, dimension)} halfvec_cosine_ops)
    with (m = ${sql.raw(String(NEIGHBOURS))}, ef_construction = ${sql.raw(String(BUILD_CANDIDATES))}) ${ofSet}`.execute(tx);
  // What a filter lets pass is estimated from statistics.
  await sql`analyze ${records}`.execute(tx);
  return true;
}

export interface Search {
  readonly set: VectorSet;
  /** Records that are taken from the graph. */
  readonly take: number;
  /** Everything but the order: what may be found. Null: no filter. */
  readonly filtered: RawBuilder<unknown> | null;
}

/** How a search of public records is done: through the graph where there is one, unless few pass its filter. */
export async function isForGraph(tx: SqlTransaction, { set, take, filtered }: Search): Promise<boolean> {
  const candidates = String(Math.min(MOST_SEARCH_CANDIDATES, Math.max(SEARCH_CANDIDATES, take)));
  // Until the transaction ends, so that it leaks to nobody who shares the connection; without a graph pgvector may be one without them.
  const { rows } = await sql<{ graph: boolean }>`
    select graph, case when graph then set_config('hnsw.ef_search', ${candidates}, true)
      || set_config('hnsw.max_scan_tuples', ${MOST_SCANNED}, true)
      || set_config('hnsw.iterative_scan', ${filtered ? 'relaxed_order' : 'off'}, true) end as settings
    from (select to_regclass(${`${SCHEMA}.${graphName(set)}`}) is not null as graph) known`.execute(tx);
  if (!rows[0]?.graph) return false;
  return filtered === null || (await estimatedRows(tx, filtered)) > FEW_PASSING;
}

export async function dropGraph(tx: SqlTransaction, set: VectorSet): Promise<void> {
  for (const name of [graphName(set), filterIndexName(set), fullGraphName(set)]) await dropIndex(tx, name);
}

// --- Internal ---

const records = sql.table(`${SCHEMA}.records`);

async function hasGraph(tx: SqlTransaction, set: VectorSet): Promise<boolean> {
  const { rows } = await sql<{ graph: boolean }>`select to_regclass(${`${SCHEMA}.${graphName(set)}`}) is not null as graph`.execute(tx);
  return rows[0]?.graph === true;
}

/** What the planner expects. */
async function estimatedRows(tx: SqlTransaction, condition: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ 'QUERY PLAN': readonly { Plan: { 'Plan Rows': number } }[] }>`
    explain (format json) select from ${records} where ${condition}`.execute(tx);
  return rows[0]?.['QUERY PLAN'][0]?.Plan['Plan Rows'] ?? 0;
}

async function dropIndex(tx: SqlTransaction, name: string): Promise<void> {
  await sql`drop index if exists ${sql.id(SCHEMA, name)}`.execute(tx);
}

const graphName = (set: VectorSet) => `records_near_${hashOf(set)}`;
const filterIndexName = (set: VectorSet) => `records_metadata_${hashOf(set)}`;
/** Of before graphs were of half precision. */
const fullGraphName = (set: VectorSet) => `records_graph_${hashOf(set)}`;

function hashOf(set: VectorSet): string {
  return createHash('sha256').update(setIdOf(set)).digest('hex').slice(0, 16);
}

/** Until the transaction ends, so that it leaks to nobody who shares the connection. */
async function local(tx: SqlTransaction, name: string, value: string): Promise<void> {
  await sql`select set_config(${name}, ${value}, true)`.execute(tx);
}
