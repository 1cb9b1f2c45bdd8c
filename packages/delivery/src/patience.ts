import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import { backoffMs, pause } from './backoff.ts';
import { BatchAbandonedError } from './errors.ts';
import { codeOf, deliveryFailureOf, FAILURE_RULES, loggable } from './failure.ts';

/** Who waits: a lane, and what makes it give up. */
export interface Waiter {
  readonly lane: string;
  readonly signal: AbortSignal;
}

/** Waits for what is unavailable, for as long as it takes, and says so once. */
export interface Patience {
  /** The code of what is waited for now, if anything. */
  waitingFor(): string | null;
  /** Repeats work that fails as `unavailable` (or, with `whatever`, for any reason). @throws BatchAbandonedError once the signal is aborted */
  until<Result>(waiter: Waiter, work: () => Promise<Result>, whatever?: boolean): Promise<Result>;
}

export function createPatience(logger: Logger, onRetry: (code: string) => void): Patience {
  const waits = new Map<symbol, string>();

  function begin(wait: symbol, lane: string, error: unknown): void {
    const code = codeOf(error);
    const known = [...waits.values()].includes(code);
    waits.set(wait, code);
    onRetry(code);
    if (!known) logger.error({ ...loggable(error), lane }, 'waiting; nothing is lost, work goes on when it is back');
  }

  function end(wait: symbol): void {
    const code = waits.get(wait);
    waits.delete(wait);
    if (code !== undefined && ![...waits.values()].includes(code)) logger.info({ code }, 'no longer waiting');
  }

  return {
    waitingFor: () => waits.values().next().value ?? null,
    async until({ lane, signal }, work, whatever = false) {
      const wait = Symbol(lane);
      try {
        for (let failures = 0; ; failures += 1) {
          try {
            return await work();
          } catch (error) {
            const { remedy } = FAILURE_RULES[deliveryFailureOf(error)];
            if (remedy === 'abandon' || (remedy === 'isolate' && !whatever)) throw error;
            if (signal.aborted) throw new BatchAbandonedError(lane);
            begin(wait, lane, error);
            await pause(backoffMs(failures, error instanceof AppError ? error.retryAfterMs : 0), signal);
            if (signal.aborted) throw new BatchAbandonedError(lane);
          }
        }
      } finally {
        end(wait);
      }
    },
  };
}

/** Rejects when the signal has been aborted for `graceMs` and the work has not ended. */
export async function withGrace<Result>(work: Promise<Result>, { lane, signal }: Waiter, graceMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  let start: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    start = () => {
      timer = setTimeout(() => reject(new BatchAbandonedError(lane)), graceMs);
    };
    if (signal.aborted) start();
    else signal.addEventListener('abort', start, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    if (start !== undefined) signal.removeEventListener('abort', start);
  }
}
