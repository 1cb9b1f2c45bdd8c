import { failureOf } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';

export interface RepeatOptions {
  readonly everyMs: number;
  readonly logger: Logger;
  /** Shown where it fails. */
  readonly name: string;
}

export interface Repeated {
  /** Idempotent; waits for the run in flight. */
  stop(): Promise<void>;
}

/** Runs a job again and again, never twice at once; a failure is logged and the next run is another try. */
export function repeat(job: (signal: AbortSignal) => Promise<unknown>, { everyMs, logger, name }: RepeatOptions): Repeated {
  const abort = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let busy = false;
  const run = async (): Promise<void> => {
    busy = true;
    try {
      await job(abort.signal);
    } catch (error) {
      const isWaiting = failureOf(error) === 'unavailable';
      logger[isWaiting ? 'warn' : 'error']({ err: error, job: name }, 'a job failed and will be tried again');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => {
    if (!busy && !abort.signal.aborted) running = run();
  }, everyMs);
  return {
    async stop() {
      abort.abort();
      clearInterval(timer);
      await running;
    },
  };
}
