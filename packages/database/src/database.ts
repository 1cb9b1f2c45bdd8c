import type { Kysely, Transaction } from 'kysely';

/** Tables are declared by the service that owns them; the port knows none. */
// biome-ignore lint/suspicious/noExplicitAny: the schema type is the caller's, narrowed with `withSchema` and `withTables`
export type Tables = any;
export type Sql = Kysely<Tables>;
export type SqlTransaction = Transaction<Tables>;

/**
 * Connections of one user of the database (a service's consumers, a gateway's routes).
 *
 * Values come back the same from both kinds: `bigint` (also `count(*)`) and `numeric` as strings, since they may not fit a
 * number; `date` as `YYYY-MM-DD`; `timestamptz` as `Date`; `json` parsed. The session's time zone is UTC.
 *
 * Embedded is one PostgreSQL for all connections: an open transaction stops everyone else, and a query on another
 * connection from inside one hangs for good. So inside `transaction` use only the `tx` it hands you, and await
 * nothing but SQL. Names are qualified (`sql.withSchema('analytics')`). Never: SET, session or advisory locks, named
 * statements, LISTEN, COPY.
 */
export interface Database {
  readonly kind: 'remote' | 'embedded';
  readonly sql: Sql;
  /**
   * Runs `work` in one transaction; what throws rolls back whole and comes out as it was thrown. A query on the pool from
   * inside is a NestedQueryError. Where the connection drops during the commit, it may or may not have happened.
   * @throws DatabaseUnavailableError where the server cannot be reached or drops the connection: try again later.
   */
  transaction<Result>(work: (tx: SqlTransaction) => Promise<Result>): Promise<Result>;
  /** Resolves when the database answers. @throws DatabaseUnavailableError */
  ping(): Promise<void>;
  /** Idempotent; waits for the query in flight, within a limit. */
  close(): Promise<void>;
}

export interface ConnectOptions {
  /** Shown as `application_name`. */
  readonly name: string;
  /** Most connections at once. Consumers on the embedded database have one. */
  readonly connections: number;
  /** Served before others between transactions: for what a person waits on. */
  readonly interactive?: boolean;
  /** How long `close` waits for what was asked before it (3 s). */
  readonly closeLimitMs?: number;
}

/** Where connections come from: a PostgreSQL server, or the embedded one, which it owns and stops. */
export interface DatabaseServer {
  readonly kind: 'remote' | 'embedded';
  connect(options: ConnectOptions): Database;
  /** Idempotent; closes what `connect` gave, then the embedded server. */
  close(): Promise<void>;
}
