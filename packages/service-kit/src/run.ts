import type { Logger } from './logger.ts';

/** With the end of the process itself, a stop takes less than ten seconds. */
const STOP_LIMIT_MS = 9_500;
/** A terminal signals its whole group, and npm passes the signal on: what comes twice so soon was meant once. */
const SAME_SIGNAL_MS = 1_000;

export interface Closable {
  readonly name: string;
  close(): Promise<void>;
}

export interface RunOptions {
  readonly logger: Logger;
  /** Closed in this order: services before the ports they use. */
  readonly closables: () => readonly Closable[];
  readonly limitMs?: number;
}

/**
 * Stops the process in order on SIGINT and SIGTERM, within 10 s; a second signal ends it at once.
 * A crash (`fatal`, an uncaught error) stops it the same way and exits non-zero.
 */
export function runUntilStopped(options: RunOptions): { readonly fatal: (error: unknown) => void } {
  let stoppingSince: number | undefined;
  const stop = async (code: number): Promise<void> => {
    if (stoppingSince !== undefined) {
      if (performance.now() - stoppingSince > SAME_SIGNAL_MS) process.exit(code === 0 ? 130 : code);
      return;
    }
    stoppingSince = performance.now();
    const limit = setTimeout(() => {
      options.logger.error('stop took longer than its limit; ending the process');
      process.exit(code === 0 ? 1 : code);
    }, options.limitMs ?? STOP_LIMIT_MS);
    limit.unref();
    let failed = false;
    for (const closable of options.closables()) {
      try {
        await closable.close();
      } catch (error) {
        failed = true;
        options.logger.error({ err: error, closable: closable.name }, 'could not close');
      }
    }
    process.exit(failed && code === 0 ? 1 : code);
  };
  const fatal = (error: unknown): void => {
    options.logger.fatal({ err: error }, 'ending the process');
    void stop(1);
  };
  process.once('uncaughtException', fatal);
  process.once('unhandledRejection', fatal);
  process.on('SIGINT', () => void stop(0));
  process.on('SIGTERM', () => void stop(0));
  return { fatal };
}
