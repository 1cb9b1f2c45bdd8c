import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Logger } from '@munshi/service-kit/logger';
import { DataFolderUnusableError } from '../../errors.ts';
import type { FromWorker, ToWorker, WorkerData, WorkerSettings } from './worker-messages.ts';

const CLOSE_LIMIT_MS = 4_000;
const RESTART_AFTER_MS = [100, 500, 2_000, 5_000];

export interface EngineThread {
  /** Idempotent. Waits for an orderly end within a limit, then ends the thread: what was acknowledged is in the files. */
  close(): Promise<void>;
}

export interface EngineThreadOptions {
  readonly settings: WorkerSettings;
  readonly statementLimitMs: number;
  readonly logger: Logger;
}

/** Starts the database's thread, and starts it again when it dies: its clients see a server that went away and came back. */
export async function startEngineThread({ settings, statementLimitMs, logger }: EngineThreadOptions): Promise<EngineThread> {
  let closing = false;
  let failures = 0;
  let restart: NodeJS.Timeout | undefined;
  let worker = await spawn();
  let closed: Promise<void> | undefined;

  async function spawn(): Promise<Worker> {
    const busySince = new SharedArrayBuffer(4);
    await rm(settings.socketPath, { force: true }); // what an earlier thread or process left
    const started = await startWorker({ ...settings, busySince }, logger);
    const watch = endRunawayStatements(started, busySince, { statementLimitMs, logger });
    started.once('exit', (code) => {
      clearInterval(watch);
      if (closing) return;
      logger.error({ code }, 'the embedded database ended; starting it again');
      again();
    });
    return started;
  }

  function again(): void {
    restart = setTimeout(
      () =>
        void spawn().then(
          (started) => {
            failures = 0;
            worker = started;
            if (closing) void started.terminate();
          },
          (error: unknown) => {
            logger.error({ err: error }, 'the embedded database could not be started again');
            if (!closing) again();
          },
        ),
      RESTART_AFTER_MS[Math.min(failures, RESTART_AFTER_MS.length - 1)],
    );
    failures += 1;
  }

  return {
    close: () => {
      closing = true;
      clearTimeout(restart);
      closed ??= endWorker(worker);
      return closed;
    },
  };
}

/** Nothing inside the thread can interrupt a statement. */
function endRunawayStatements(
  worker: Worker,
  busySince: SharedArrayBuffer,
  { statementLimitMs, logger }: { readonly statementLimitMs: number; readonly logger: Logger },
): NodeJS.Timeout {
  const seconds = new Int32Array(busySince);
  const watch = setInterval(() => {
    const since = Atomics.load(seconds, 0);
    if (since === 0 || Date.now() - since * 1000 < statementLimitMs + 1000) return;
    logger.error({ statementLimitMs }, 'a statement of the embedded database ran too long; ending it');
    void worker.terminate();
  }, 1_000);
  watch.unref();
  return watch;
}

/** Resolves when it serves. @throws DataFolderUnusableError when it cannot. */
function startWorker(settings: WorkerData, logger: Logger): Promise<Worker> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: settings, execArgv: [], stdout: true, stderr: true });
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.on('data', (text: Buffer) => logger.debug({ output: text.toString().trim() }, 'embedded database'));
  }
  let reason = 'its thread ended';
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') resolve(worker);
      else if (message.kind === 'warning') logger.warn({ reason: message.message }, 'embedded database');
      else reason = message.message;
    });
    worker.on('error', (error) => {
      reason = error.message;
    });
    worker.once('exit', () => reject(new DataFolderUnusableError(settings.dataFolder, `the embedded database does not start: ${reason}`)));
  });
}

async function endWorker(worker: Worker): Promise<void> {
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  if (worker.threadId === -1) return;
  worker.postMessage({ kind: 'close' } satisfies ToWorker);
  const limit = setTimeout(() => void worker.terminate(), CLOSE_LIMIT_MS);
  await ended;
  clearTimeout(limit);
}
