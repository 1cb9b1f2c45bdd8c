import type { Database, Sql } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { sql } from 'kysely';
import { VectorModelError } from '../errors.ts';
import { firstSetOf, isOfSpace, type OwnSpace, setIdOf, type VectorSet } from '../vector-set.ts';
import type { VectorStore } from '../vector-store.ts';
import { runOn, translated } from './postgres-calls.ts';
import { dropGraph } from './postgres-index.ts';
import { migrations, SCHEMA } from './postgres-migrations.ts';
import { postgresVectors } from './postgres-vectors.ts';

const POINTER_LIMIT_MS = 10_000;
const DROP_LIMIT_MS = 600_000;

const records = sql.table(`${SCHEMA}.records`);
const currentSetTable = sql.table(`${SCHEMA}.current_set`);

/** Vectors in PostgreSQL with pgvector, on connections that the caller owns. Which set is read is a row beside them. */
export function createPostgresVectorStore(database: Database, own: OwnSpace): VectorStore {
  const run = runOn(database);
  const mayBuildGraphs = database.kind === 'remote';
  const migrated = () => translated(migrate(database, SCHEMA, migrations));
  const isRead = async (tx: Sql, set: VectorSet) => setIdOf((await currentSet(tx)) ?? firstSetOf(own)) === setIdOf(set);
  const vectorsOf = (setIn: (tx: Sql) => Promise<VectorSet>) => postgresVectors({ run, mayBuildGraphs, migrate: migrated, setIn, isRead });

  return {
    kind: 'postgres',
    ...vectorsOf((tx) => setToRead(tx, own)),
    async currentSet() {
      await migrated();
      return run(POINTER_LIMIT_MS, currentSet);
    },
    async switchTo({ model, dimension, edition }) {
      await migrated();
      await run(POINTER_LIMIT_MS, (tx) =>
        sql`
          insert into ${currentSetTable} (id, model, dimension, edition) values (1, ${model}, ${dimension}, ${edition})
          on conflict (id) do update set model = excluded.model, dimension = excluded.dimension, edition = excluded.edition`.execute(tx),
      );
    },
    inSet: (set) => vectorsOf(async () => set),
    async dropSet(set) {
      await migrated();
      await run(DROP_LIMIT_MS, async (tx) => {
        const read = await currentSet(tx);
        if (read && setIdOf(read) === setIdOf(set)) throw new RangeError('the set that is read cannot be dropped');
        await dropGraph(tx, set);
        await sql`delete from ${records} where set_id = ${setIdOf(set)}`.execute(tx);
      });
    },
    async close() {},
  };
}

// --- Internal ---

async function currentSet(tx: Sql): Promise<VectorSet | null> {
  const { rows } = await sql<VectorSet>`select model, dimension, edition from ${currentSetTable}`.execute(tx);
  return rows[0] ?? null;
}

async function setToRead(tx: Sql, own: OwnSpace): Promise<VectorSet> {
  const read = await currentSet(tx);
  if (read === null) return firstSetOf(own);
  if (!isOfSpace(read, own)) throw new VectorModelError(read.model, own.model);
  return read;
}
