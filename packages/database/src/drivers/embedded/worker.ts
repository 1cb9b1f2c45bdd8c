import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import { type Backend, startUpkeep } from './upkeep.ts';
import { type Engine, serveWire } from './wire-server.ts';
import type { FromWorker, ToWorker, WorkerData } from './worker-messages.ts';

// The database's own thread: PGlite runs to completion and would hold up whatever shares a thread with it.

const settings = workerData as WorkerData;
const busySince = new Int32Array(settings.busySince);
const READY_FOR_QUERY = 0x5a;

const begin = (): void => void Atomics.store(busySince, 0, Math.floor(Date.now() / 1000));
const end = (): void => void Atomics.store(busySince, 0, 0);

const tell = (message: FromWorker): void => parentPort?.postMessage(message);

/** PGlite swallows the death of its backend: an answer that does not end in ReadyForQuery is how one sees it. */
function createEngine(db: PGlite): Engine {
  const send = (bytes: Uint8Array): Buffer => {
    const parts: Buffer[] = [];
    begin();
    // synchronous up to its returned promise; a failure in it shows as an answer that is cut off
    db.execProtocolRawStream(bytes, { syncToFs: false, onRawData: (data) => parts.push(Buffer.from(data)) }).catch(() => undefined);
    end();
    return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
  };
  return {
    greeting: send(startupMessage()),
    inTransaction: () => db.isInTransaction(),
    execute(pipeline, complete) {
      const answer = send(pipeline);
      if (complete && answer[answer.length - 6] !== READY_FOR_QUERY) throw new Error('the database backend has ended');
      return answer;
    },
  };
}

function startupMessage(): Uint8Array {
  const body = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
  const message = Buffer.alloc(4 + body.length);
  message.writeInt32BE(message.length, 0);
  body.copy(message, 4);
  return new Uint8Array(message);
}

function createBackend(db: PGlite): Backend {
  return {
    rows: async <Row>(sql: string) => (await db.query<Row>(sql)).rows,
    run: async (sql) => {
      begin();
      try {
        await db.exec(sql);
      } finally {
        end();
      }
    },
  };
}

async function main(): Promise<void> {
  const db = await PGlite.create({
    dataDir: settings.dataFolder,
    extensions: { vector },
    startParams: [...PGlite.defaultStartParams, '-c', 'timezone=UTC'],
  });
  const server = await serveWire(createEngine(db), {
    path: settings.socketPath,
    idleTransactionMs: settings.idleTransactionMs,
    onDead: (error) => {
      tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
      process.exit(1);
    },
  });
  const upkeep = startUpkeep(server, createBackend(db), {
    everyMs: settings.upkeepMs,
    onError: (error) => tell({ kind: 'warning', message: `upkeep: ${error instanceof Error ? error.message : String(error)}` }),
  });
  parentPort?.on('message', (message: ToWorker) => {
    if (message.kind !== 'close') return;
    upkeep.stop();
    void server
      .close()
      .then(() => db.exec('checkpoint'))
      .then(() => db.close())
      .finally(() => process.exit(0));
  });
  tell({ kind: 'ready' });
}

main().catch((error: unknown) => {
  tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  process.exit(1);
});
