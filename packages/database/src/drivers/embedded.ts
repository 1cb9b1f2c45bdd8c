import { AsyncLocalStorage } from 'node:async_hooks';
import { access, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@munshi/service-kit/logger';
import type { ConnectOptions, Database, DatabaseServer } from '../database.ts';
import { createConnections } from './connections.ts';
import { type EngineThread, startEngineThread } from './embedded/engine-thread.ts';
import { claimFolder } from './embedded/folder-claim.ts';
import { openPrivateFolder, type PrivateFolder } from './embedded/private-folder.ts';
import { INTERACTIVE_SUFFIX } from './embedded/wire-server.ts';

const PORT = 5432;
/** The name that a PostgreSQL client looks for in a folder. */
const SOCKET_NAME = `.s.PGSQL.${PORT}`;

export interface EmbeddedOptions {
  readonly logger: Logger;
  /** How often it looks after its files. */
  readonly upkeepMs?: number;
  /** A transaction that stands still this long is rolled back. */
  readonly idleTransactionMs?: number;
  /** A statement that runs this long is ended, with the thread it is in: `statement_timeout` has no effect there. */
  readonly statementLimitMs?: number;
}

/**
 * PostgreSQL in WebAssembly (PGlite) in a thread of its own, behind a Unix socket in `dataDir/database`. One process a folder.
 * Nothing is forced to the disk: what was acknowledged survives the end of the process however it comes, not a power cut.
 */
export async function openEmbedded(dataDir: string, options: EmbeddedOptions): Promise<DatabaseServer> {
  const { logger, upkeepMs = 5_000, idleTransactionMs = 30_000, statementLimitMs = 120_000 } = options;
  const folder = await openPrivateFolder(dataDir);
  try {
    const claim = await claimFolder({ folder: folder.path, socketPath: folder.socketPath });
    try {
      const dataFolder = await prepareDataFolder(folder, logger);
      const settings = { dataFolder, socketPath: join(folder.socketPath, SOCKET_NAME), upkeepMs, idleTransactionMs };
      const engine = await startEngineThread({ settings, statementLimitMs, logger });
      await writeFile(markOf(folder), `${new Date().toISOString()}\n`, { flag: 'a', mode: 0o600 });
      return createServer({ folder, engine, logger, release: () => claim.release() });
    } catch (error) {
      await claim.release();
      throw error;
    }
  } catch (error) {
    await folder.release();
    throw error;
  }
}

/** Written when the database has started once: only then can there be data in it. */
function markOf(folder: PrivateFolder): string {
  return join(folder.path, 'started.log');
}

/** A first start that was cut off leaves files that no later start can read, and no data: they are set aside. */
async function prepareDataFolder(folder: PrivateFolder, logger: Logger): Promise<string> {
  const dataFolder = join(folder.path, 'pgdata');
  if ((await exists(dataFolder)) && !(await exists(markOf(folder)))) {
    const aside = `${dataFolder}-unfinished-${Date.now()}`;
    await rename(dataFolder, aside);
    logger.warn({ aside }, 'the first start of the embedded database was cut off; beginning anew');
  }
  return dataFolder;
}

interface ServerParts {
  readonly folder: PrivateFolder;
  readonly engine: EngineThread;
  readonly logger: Logger;
  release(): Promise<void>;
}

function createServer({ folder, engine, logger, release }: ServerParts): DatabaseServer {
  const mark = new AsyncLocalStorage<{ open: boolean }>();
  const given: Database[] = [];
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await Promise.all(given.map((database) => database.close()));
    await engine.close();
    await release();
    await folder.release();
  };
  return {
    kind: 'embedded',
    connect(options: ConnectOptions) {
      const database = createConnections({
        kind: 'embedded',
        client: {
          host: folder.socketPath,
          port: PORT,
          user: 'postgres',
          database: 'postgres',
          password: '',
          ssl: false,
          application_name: options.interactive ? `${options.name}${INTERACTIVE_SUFFIX}` : options.name,
        },
        connections: options.connections,
        idleMs: 0,
        // it is there, and greets after the statement it is at
        connectLimitMs: 0,
        mark,
        closeLimitMs: options.closeLimitMs,
        logger: logger.child({ database: options.name }),
      });
      given.push(database);
      return database;
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
