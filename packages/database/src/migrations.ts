import type { Database, SqlTransaction } from './database.ts';

/** One step of a service's schema; applied once, in order, in a transaction. Never edited after release. */
export interface Migration {
  /** Sorts and identifies: `001-ledger`. */
  readonly name: string;
  up(tx: SqlTransaction): Promise<void>;
}

/**
 * Brings a service's schema up to date, by one process at a time (a row is the lock), each step once.
 * @throws AppError `MIGRATION_UNKNOWN` when the database is ahead of this code.
 */
export async function migrate(_database: Database, _schema: string, _migrations: readonly Migration[]): Promise<void> {
  throw new Error('being built');
}
