import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from '@munshi/service-kit/logger';
import type { ConnectOptions, Database, DatabaseServer } from '../database.ts';
import { createConnections } from './connections.ts';

/** Idle connections are given back; the server's own limits and proxies in between would drop them anyway. */
const IDLE_MS = 30_000;

/**
 * The session's time zone decides what `::date` of an instant is, so it is the same everywhere. A process that stands still
 * inside a transaction (paused, cut off) must not hold its rows for ever: the embedded database has the same limit.
 */
const SESSION = '-c TimeZone=UTC -c idle_in_transaction_session_timeout=30000';

/** A PostgreSQL server by its URL. Connects on first use; lost connections are replaced on the next. */
export function openRemote(url: string, { logger }: { readonly logger: Logger }): DatabaseServer {
  const mark = new AsyncLocalStorage<{ open: boolean }>();
  const given: Database[] = [];
  return {
    kind: 'remote',
    connect(options: ConnectOptions) {
      const database = createConnections({
        kind: 'remote',
        client: {
          connectionString: url,
          application_name: options.name,
          options: SESSION,
          keepAlive: true,
          keepAliveInitialDelayMillis: 10_000,
        },
        connections: options.connections,
        idleMs: IDLE_MS,
        connectLimitMs: 10_000,
        mark,
        closeLimitMs: options.closeLimitMs,
        logger: logger.child({ database: options.name }),
      });
      given.push(database);
      return database;
    },
    close: async () => {
      await Promise.all(given.map((database) => database.close()));
    },
  };
}
