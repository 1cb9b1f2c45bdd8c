import type { Logger } from './logger.ts';

const STOP_LIMIT_MS = 10_000;

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
  let stopping = false;
  const stop = async (code: number): Promise<void> => {
    if (stopping) process.exit(code === 0 ? 130 : code);
    stopping = true;
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
