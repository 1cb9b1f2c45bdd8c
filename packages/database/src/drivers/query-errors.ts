import { AppError } from '@munshi/service-kit/errors';
import { DatabaseQueryError, DatabaseUnavailableError, type QueryFailure, UniqueViolationError } from '../errors.ts';

/** What a server's error carries, by the protocol's field names. */
interface ServerError {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly constraint?: string;
  readonly table?: string;
  readonly schema?: string;
}

/** Connection, insufficient resources, operator intervention, system error, credentials. */
const UNAVAILABLE_CLASSES = new Set(['08', '53', '57', '58', '28']);
/** No such database, idle or read-only transaction, lost against another transaction, lock not available. */
const UNAVAILABLE_STATES = new Set(['3D000', '25P03', '25006', '40001', '40P01', '55P03']);
/** Data exceptions and raised exceptions quote values in their message. */
const QUOTES_VALUES = new Set(['22', 'P0']);

const CONNECTION_LOST =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|Connection ended|timeout expired)/;
const SYSTEM_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The error of a query, in our terms. What is neither the server's nor the connection's is a bug and stays as it is. */
export function toQueryError(error: unknown): unknown {
  if (isServerError(error)) return fromServer(error);
  if (isConnectionLost(error)) return unavailable(error);
  return error;
}

/** The error of connecting: whatever it is, there is no connection. */
export function toConnectError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (isServerError(error)) {
    const translated = fromServer(error);
    return translated instanceof DatabaseUnavailableError ? translated : new DatabaseUnavailableError(translated.message);
  }
  return unavailable(error);
}

function fromServer(error: ServerError): AppError {
  const { code: sqlState, constraint, table, schema } = error;
  const quotes = QUOTES_VALUES.has(sqlState.slice(0, 2));
  const message = quotes ? `the database refused a value (SQLSTATE ${sqlState})` : `${error.message} (SQLSTATE ${sqlState})`;
  if (UNAVAILABLE_CLASSES.has(sqlState.slice(0, 2)) || UNAVAILABLE_STATES.has(sqlState)) return new DatabaseUnavailableError(message);
  const failure: QueryFailure = { sqlState, ...(constraint && { constraint }), ...(table && { table }), ...(schema && { schema }) };
  return sqlState === '23505' ? new UniqueViolationError(message, failure) : new DatabaseQueryError(message, failure);
}

function unavailable(error: unknown): DatabaseUnavailableError {
  const reason = error instanceof AggregateError ? error.errors[0] : error;
  return new DatabaseUnavailableError(
    `the database cannot be reached: ${reason instanceof Error ? reason.message : 'unknown reason'}`,
    error,
  );
}

function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string' && error.code.length === 5;
}

function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return SYSTEM_ERRORS.has(code) || CONNECTION_LOST.test(error.message);
}
