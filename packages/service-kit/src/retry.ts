import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from './errors.ts';

/** How much patience a call to a vendor gets. All in milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  /** One attempt, body included. */
  readonly attemptMs: number;
  /** All attempts and the waits between them. */
  readonly totalMs: number;
  /** A vendor that asks for a longer wait (`Retry-After`) is not waited for: its wish is in the error. */
  readonly longestWaitMs: number;
}

export interface RetryOptions {
  readonly policy: RetryPolicy;
  /** The caller's: ends the call at once with its own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Whether another attempt may do better. Default: whatever is `unavailable`. */
  readonly isTransient?: (error: unknown) => boolean;
  /** The error for a call that ran out of time. */
  readonly late: (limitMs: number) => Error;
}

/**
 * Calls `attempt` until it succeeds, with a limit on each attempt and on the whole, waiting between attempts as the
 * vendor asks or twice as long each time. `attempt` gets the signal that ends it; one that ignores it is left behind.
 */
export async function withRetries<Result>(options: RetryOptions, attempt: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const { policy, signal } = options;
  const isTransient = options.isTransient ?? ((error) => error instanceof AppError && error.retryable);
  const end = performance.now() + policy.totalMs;
  for (let turn = 1; ; turn += 1) {
    signal?.throwIfAborted();
    try {
      return await attemptOnce(options, Math.min(policy.attemptMs, end - performance.now()), attempt);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const wait = waitBefore(turn, error);
      const hopeless = turn >= policy.attempts || wait > policy.longestWaitMs || performance.now() + wait >= end;
      if (hopeless || !isTransient(error)) throw error;
      await pause(wait, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
    }
  }
}

/** The wait a vendor asks for by `retry-after-ms` or `Retry-After` (seconds or a date), in milliseconds. */
export function retryAfterOf(headers: Headers, now: Date): number | undefined {
  const milliseconds = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  if (milliseconds >= 0) return milliseconds;
  const wish = headers.get('retry-after');
  if (wish === null) return undefined;
  const wait = /^\s*\d/.test(wish) && Number.isFinite(Number(wish)) ? Number(wish) * 1_000 : Date.parse(wish) - now.getTime();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

// --- Internal ---

const FIRST_WAIT_MS = 250;

function waitBefore(turn: number, error: unknown): number {
  if (error instanceof AppError && error.retryAfterMs !== undefined) return error.retryAfterMs;
  return FIRST_WAIT_MS * 2 ** (turn - 1) * (0.75 + Math.random() / 2);
}

async function attemptOnce<Result>(
  { signal, late }: RetryOptions,
  limitMs: number,
  attempt: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown): void => {
    reject(reason);
    controller.abort(reason);
  };
  const onAbort = (): void => stop(signal?.reason);
  const timer = setTimeout(() => stop(late(Math.round(limitMs))), Math.max(0, limitMs));
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const work = attempt(controller.signal);
    // Whoever loses the race must not fail unheard.
    stopped.catch(() => {});
    work.catch(() => {});
    return await Promise.race([stopped, work]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
