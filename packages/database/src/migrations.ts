import { AppError } from '@munshi/service-kit/errors';
import { sql } from 'kysely';
import type { Database, SqlTransaction } from './database.ts';
import { DatabaseQueryError } from './errors.ts';

/** One step of a service's schema; applied once, in order, in a transaction. Never edited after release. */
export interface Migration {
  /** Sorts and identifies: `001-ledger`. */
  readonly name: string;
  up(tx: SqlTransaction): Promise<void>;
}

export interface MigrateOptions {
  /** Whose steps these are, where several keep tables in one schema; each has its own order. */
  readonly owner?: string;
}

/** What two processes that create the same thing at once are told: it is there (unique, schema, table, object). */
const CREATED_MEANWHILE = new Set(['23505', '42P06', '42P07', '42710']);

/**
 * Brings a service's schema up to date, by one process at a time (a row is the lock), each step once and in a transaction of
 * its own. Creates the schema.
 * @throws AppError `MIGRATION_UNKNOWN` when the database is ahead of this code, `MIGRATION_ORDER` when the steps are not in
 * order or one is missing before those applied.
 */
export async function migrate(
  database: Database,
  schema: string,
  migrations: readonly Migration[],
  options: MigrateOptions = {},
): Promise<void> {
  const names = migrations.map((migration) => migration.name);
  if (names.some((name, index) => index > 0 && name <= (names[index - 1] ?? ''))) {
    throw new AppError(`The migrations of ${schema} are not in order: ${names.join(', ')}`, { code: 'MIGRATION_ORDER', failure: 'failed' });
  }
  const steps: Steps = { schema, owner: options.owner ?? schema, migrations };
  await createRecord(database, schema);
  while (await database.transaction((tx) => applyNext(tx, steps)));
}

interface Steps {
  readonly schema: string;
  readonly owner: string;
  readonly migrations: readonly Migration[];
}

/** Applies the first step that is missing; false when there is none. */
async function applyNext(tx: SqlTransaction, { schema, owner, migrations }: Steps): Promise<boolean> {
  const record = sql.table(`${schema}.migrations`);
  await sql`select id from ${sql.table(`${schema}.migration_lock`)} where id = 1 for update`.execute(tx);
  const { rows } = await sql<{ name: string }>`select name from ${record} where owner = ${owner} order by name collate "C"`.execute(tx);
  assertPrefix(
    rows.map((row) => row.name),
    migrations.map((migration) => migration.name),
    schema,
  );
  const next = migrations[rows.length];
  if (!next) return false;
  await next.up(tx);
  await sql`insert into ${record} (owner, name) values (${owner}, ${next.name})`.execute(tx);
  return true;
}

function assertPrefix(applied: readonly string[], known: readonly string[], schema: string): void {
  const unknown = applied.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new AppError(`The database's ${schema} is ahead of this code: it has ${unknown.join(', ')}. Start the newer version.`, {
      code: 'MIGRATION_UNKNOWN',
      failure: 'invalid',
    });
  }
  const late = known.slice(0, applied.length).filter((name) => !applied.includes(name));
  if (late.length === 0) return;
  throw new AppError(`In ${schema}, ${late.join(', ')} would come after ${applied.at(-1)}: give new steps a later name`, {
    code: 'MIGRATION_ORDER',
    failure: 'failed',
  });
}

async function createRecord(database: Database, schema: string): Promise<void> {
  const statements = [
    sql`create schema if not exists ${sql.id(schema)}`,
    sql`create table if not exists ${sql.table(`${schema}.migration_lock`)} (id integer primary key)`,
    sql`create table if not exists ${sql.table(`${schema}.migrations`)} (
      owner text not null, name text not null, applied_at timestamptz not null default clock_timestamp(), primary key (owner, name))`,
    sql`insert into ${sql.table(`${schema}.migration_lock`)} (id) values (1) on conflict do nothing`,
  ];
  for (const statement of statements) {
    try {
      await statement.execute(database.sql);
    } catch (error) {
      // `if not exists` does not hold between two that create at once
      if (!(error instanceof DatabaseQueryError && CREATED_MEANWHILE.has(error.sqlState))) throw error;
    }
  }
}
