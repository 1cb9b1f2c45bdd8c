import { Worker } from 'node:worker_threads';
import type { Logger } from '@munshi/service-kit/logger';
import { DataFolderUnusableError } from '../../errors.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './worker-messages.ts';

const CLOSE_LIMIT_MS = 8_000;
const RESTART_AFTER_MS = [100, 500, 2_000, 5_000];

export interface EngineThread {
  /** Idempotent. Waits for an orderly end within a limit, then ends the thread: what was acknowledged is in the files. */
  close(): Promise<void>;
}

export interface EngineThreadOptions {
  readonly settings: WorkerSettings;
  readonly logger: Logger;
}

/** Starts the database's thread, and starts it again when it dies: its clients see a server that went away and came back. */
export async function startEngineThread({ settings, logger }: EngineThreadOptions): Promise<EngineThread> {
  let closing = false;
  let failures = 0;
  let restart: NodeJS.Timeout | undefined;
  let worker = await spawn();
  let closed: Promise<void> | undefined;

  async function spawn(): Promise<Worker> {
    const started = await startWorker(settings, logger);
    started.once('exit', (code) => {
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

/** Resolves when it serves. @throws DataFolderUnusableError when it cannot. */
function startWorker(settings: WorkerSettings, logger: Logger): Promise<Worker> {
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
