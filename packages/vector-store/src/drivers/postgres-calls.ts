import type { Database, SqlTransaction } from '@munshi/database/database';
import { DatabaseQueryError, DatabaseUnavailableError } from '@munshi/database/errors';
import { VectorInvalidError, VectorStoreRefusedError, VectorStoreUnavailableError } from '../errors.ts';

/** One transaction with a time limit, its errors in our words. */
export type RunSql = <Result>(limitMs: number, work: (tx: SqlTransaction) => Promise<Result>, signal?: AbortSignal) => Promise<Result>;

export function runOn(database: Database): RunSql {
  return (limitMs, work, signal) => translated(within(limitMs, () => database.transaction(work), signal));
}

/** Extension unknown to the server, no permission to create it, its type not there. */
const NO_PGVECTOR = new Set(['0A000', '42501', '42704']);

export async function translated<Result>(work: Promise<Result>): Promise<Result> {
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
