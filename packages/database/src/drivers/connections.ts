import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from '@munshi/service-kit/logger';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql as raw } from 'kysely';
import pg from 'pg';
import type { Database, Sql, SqlTransaction, Tables } from '../database.ts';
import { DatabaseUnavailableError, NestedQueryError } from '../errors.ts';
import { type Connection, joinBegin } from './joined-begin.ts';
import { toConnectError, toQueryError } from './query-errors.ts';

const PING_LIMIT_MS = 10_000;
const CLOSE_LIMIT_MS = 3_000;
/** For saying goodbye: a server that is away does not answer. */
const END_LIMIT_MS = 1_000;

/** Marks what runs inside a transaction of one server, so that a query past `tx` is an error instead of a wait for ever. */
export type TransactionMark = AsyncLocalStorage<{ open: boolean }>;

export interface ConnectionsOptions {
  readonly kind: Database['kind'];
  readonly client: pg.ClientConfig;
  readonly connections: number;
  /** Idle connections are closed after this; 0 keeps them. */
  readonly idleMs: number;
  /** How long the server may take to greet; 0 waits. */
  readonly connectLimitMs: number;
  readonly mark: TransactionMark;
  readonly logger: Logger;
  readonly closeLimitMs: number | undefined;
}

/** One pool of the `pg` client behind Kysely; every error that leaves it is ours. */
export function createConnections(options: ConnectionsOptions): Database {
  const pool = createPool(options);
  const guarded = guardPool(pool, options);
  const sql: Sql = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: guarded.pool }) });
  let closed: Promise<void> | null = null;
  return {
    kind: options.kind,
    sql,
    transaction: (work) => runTransaction(sql, options.mark, work),
    ping: () => within(PING_LIMIT_MS, raw`select 1`.execute(sql)).then(() => undefined),
    close: () => {
      closed ??= guarded.close(options.closeLimitMs ?? CLOSE_LIMIT_MS);
      return closed;
    },
  };
}

async function runTransaction<Result>(sql: Sql, mark: TransactionMark, work: (tx: SqlTransaction) => Promise<Result>): Promise<Result> {
  let thrown: { readonly error: unknown } | null = null;
  const inside = async (tx: SqlTransaction): Promise<Result> => {
    const frame = { open: true };
    try {
      return await mark.run(frame, () => work(tx));
    } catch (error) {
      thrown = { error };
      throw error;
    } finally {
      frame.open = false;
    }
  };
  try {
    return await sql.transaction().execute(inside);
  } catch (error) {
    // a rollback that fails (the connection is gone) must not hide why it was needed
    throw (thrown as { readonly error: unknown } | null)?.error ?? error;
  }
}

function createPool({ client, connections, idleMs, connectLimitMs, logger }: ConnectionsOptions): pg.Pool {
  const pool = new pg.Pool({
    ...client,
    // on the client alone: as an option of the pool it would also limit the wait for a free connection
    Client: class extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        super({ ...config, connectionTimeoutMillis: connectLimitMs });
      }
    },
    types: { getTypeParser },
    max: connections,
    idleTimeoutMillis: idleMs,
  });
  pool.on('error', (error) => logger.warn({ err: toConnectError(error) }, 'an idle database connection was lost'));
  // a connection that drops between two queries of a transaction has no other listener, and would end the process
  pool.on('connect', (connection) =>
    connection.on('error', (error) => logger.debug({ err: toConnectError(error) }, 'a database connection was lost')),
  );
  return pool;
}

interface GuardedPool {
  readonly pool: PostgresPool;
  close(limitMs: number): Promise<void>;
}

/** The pool as Kysely sees it: errors translated, queries past `tx` refused, and a close that lets what was asked before finish. */
function guardPool(pool: pg.Pool, { mark }: ConnectionsOptions): GuardedPool {
  const clients = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  const connected = new Set<pg.PoolClient>();
  const waiting = new Set<(error: Error) => void>();
  let closing = false;
  let inUse = 0;
  let onFree: () => void = () => undefined;
  pool.on('connect', (client) => connected.add(client));
  pool.on('remove', (client) => connected.delete(client));

  const release = (): void => {
    inUse -= 1;
    if (inUse === 0) onFree();
  };
  /** Not a race against a promise that outlives it: that would hold on to every one that was ever run. */
  const connection = (): Promise<pg.PoolClient> =>
    new Promise((resolve, reject) => {
      waiting.add(reject);
      const settled = (): void => void waiting.delete(reject);
      pool.connect().then(resolve, reject).finally(settled);
    });
  const connect = async (): Promise<PostgresPoolClient> => {
    if (mark.getStore()?.open) throw new NestedQueryError();
    if (closing) throw new DatabaseUnavailableError('this database connection is closed');
    inUse += 1;
    try {
      const client = await connection();
      const known = clients.get(client) ?? guardClient(client, release);
      clients.set(client, known);
      return known;
    } catch (error) {
      release();
      throw toConnectError(error);
    }
  };
  return {
    pool: { connect, end: () => pool.end(), options: pool.options },
    close: async (limitMs) => {
      // a query asked for just now is still on its way through Kysely to `connect`
      await new Promise((resolve) => setImmediate(resolve));
      closing = true;
      const free = new Promise<void>((resolve) => {
        onFree = resolve;
      });
      const late = inUse > 0 && !(await settles(free, limitMs));
      // those still waiting for a connection never get one from a pool that ends
      if (late)
        for (const refuse of waiting) refuse(new DatabaseUnavailableError('this database connection was closed before the query ran'));
      const ended = pool.end();
      const cut = late ? [...connected].map((client) => (client as unknown as pg.Client).end()) : [];
      await settles(Promise.allSettled([ended, ...cut]), END_LIMIT_MS);
    },
  };
}

function guardClient(client: pg.PoolClient, onRelease: () => void): PostgresPoolClient {
  const ask = joinBegin(client as Connection, (statement, done) => new pg.Query(statement, done));
  const query = async (text: string, parameters: readonly unknown[]) => {
    try {
      return await ask(text, parameters);
    } catch (error) {
      throw toQueryError(error);
    }
  };
  return {
    query: query as unknown as PostgresPoolClient['query'],
    release: (destroy) => {
      onRelease();
      client.release(destroy);
    },
  };
}

/**
 * How values come back, the same from both databases: `bigint` and `numeric` as strings (they may not fit a number),
 * `date` as `YYYY-MM-DD` (a `Date` would move it across time zones), `timestamptz` as `Date`, `json` parsed.
 */
const getTypeParser: typeof pg.types.getTypeParser = ((oid: number, format?: 'text' | 'binary') => {
  if (oid === pg.types.builtins.DATE) return (value: string) => value;
  if (oid === DATE_ARRAY) return pg.types.getTypeParser(TEXT_ARRAY as never, format as never);
  return pg.types.getTypeParser(oid as never, format as never);
}) as typeof pg.types.getTypeParser;
const DATE_ARRAY = 1182;
const TEXT_ARRAY = 1009;

async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DatabaseUnavailableError(`the database did not answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Whether `work` settles within the limit. */
async function settles(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  const done = work.then(
    () => true,
    () => true,
  );
  try {
    return await Promise.race([done, limit]);
  } finally {
    clearTimeout(timer);
  }
}
