import { AppError } from '@munshi/service-kit/errors';

/** The server is away, dropped us, refuses us or cannot take the work now: waiting helps. A commit in flight may have happened. */
export class DatabaseUnavailableError extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'DATABASE_UNAVAILABLE', failure: 'unavailable', cause });
  }
}

/** Another process holds the data folder. */
export class DataFolderHeldError extends AppError {
  constructor(folder: string, holder: string) {
    super(`The data folder ${folder} is in use by ${holder}. Stop that process, or set DATA_DIR to another folder.`, {
      code: 'DATA_FOLDER_HELD',
      failure: 'invalid',
    });
  }
}

/** The data folder cannot hold the embedded database, or what is in it cannot be opened. */
export class DataFolderUnusableError extends AppError {
  constructor(folder: string, reason: string, cause?: unknown) {
    super(`The data folder ${folder} cannot be used: ${reason}`, { code: 'DATA_FOLDER_UNUSABLE', failure: 'invalid', cause });
  }
}

export interface QueryFailure {
  /** Five characters: https://www.postgresql.org/docs/current/errcodes-appendix.html */
  readonly sqlState: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly schema?: string;
}

/** The server refused a statement. Carries the names in it, never the values: those are customers'. */
export class DatabaseQueryError extends AppError {
  readonly sqlState: string;
  readonly constraint: string | null;

  constructor(message: string, failure: QueryFailure, code = 'DATABASE_QUERY_FAILED') {
    super(message, { code, failure: 'failed', details: { ...failure } });
    this.sqlState = failure.sqlState;
    this.constraint = failure.constraint ?? null;
  }
}

/** A row with that key is there already; `constraint` names the key. */
export class UniqueViolationError extends DatabaseQueryError {
  constructor(message: string, failure: QueryFailure) {
    super(message, failure, 'DATABASE_UNIQUE_VIOLATION');
  }
}

/** A query on the pool from inside a transaction: on the embedded database it would wait for itself for ever. */
export class NestedQueryError extends AppError {
  constructor() {
    super('A query outside of `tx` from inside a transaction: use the `tx` that the transaction hands you, and start other work after it', {
      code: 'DATABASE_NESTED_QUERY',
      failure: 'failed',
    });
  }
}
