import { setTimeout as pause } from 'node:timers/promises';

/** Requests at once while a vendor says nothing against it. */
const MOST_AT_ONCE = 8;
/** A budget that is not said again is not believed for longer than this. */
const LONGEST_RESET_MS = 60_000;

/** Lets requests through as a vendor's headers ask for: so many at once, none in a pause, none beyond what is left of a budget. */
export interface RequestGate {
  /** Resolves with what to call when the request is done. `tokens` is an estimate. @throws the signal's reason */
  enter(request: GateRequest, signal: AbortSignal): Promise<() => void>;
  /** After an answer, whatever it is. */
  told(answer: GateAnswer): void;
}

/** A call that one or many requests serve. The one with the fewest texts left to send comes first, and is done before others have begun. */
export interface Call {
  /** Counted down by the gate, which looks again at who is first whenever it does. */
  left: number;
}

export interface GateRequest {
  readonly texts: number;
  readonly tokens: number;
  readonly call: Call;
}

export interface GateAnswer {
  readonly headers: Headers | undefined;
  /** The vendor said that it was too much; with the wait it asks for, milliseconds. */
  readonly limited: { readonly retryAfterMs: number } | null;
}

/** What is left until a moment (of `performance.now()`). */
interface Budget {
  left: number;
  readonly until: number;
}

/** `longestPauseMs`: after a longer pause one request is risked, to see whether the vendor still means it. */
export function createRequestGate(longestPauseMs: number): RequestGate {
  const budgets = new Map<'requests' | 'tokens', Budget>();
  const waiting = new Set<GateRequest>();
  let inFlight = 0;
  let most = MOST_AT_ONCE;
  let pausedUntil = 0;
  let changed = Promise.withResolvers<void>();

  function wake(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  /** How long a pause and the budgets hold it up. */
  function pauseMs({ tokens }: GateRequest): number {
    const now = performance.now();
    for (const [kind, { until }] of budgets) if (until <= now) budgets.delete(kind);
    const spent = [...budgets].filter(([kind, { left }]) => left < (kind === 'requests' ? 1 : tokens)).map(([, { until }]) => until);
    return Math.max(0, pausedUntil - now, ...spent.map((until) => until - now));
  }

  /** How long to wait for time to pass; infinite where another request has to end or to go first. */
  function waitMs(request: GateRequest): number {
    const ms = pauseMs(request);
    if (ms > 0) return ms;
    const isFirst = [...waiting].every((other) => other.call.left >= request.call.left || pauseMs(other) > 0);
    return isFirst && inFlight < most ? 0 : Number.POSITIVE_INFINITY;
  }

  return {
    async enter(request, signal) {
      waiting.add(request);
      try {
        for (let wait = waitMs(request); wait > 0; wait = waitMs(request)) {
          signal.throwIfAborted();
          await either(wait, changed.promise, signal);
        }
        signal.throwIfAborted();
        inFlight += 1;
        request.call.left -= request.texts;
        for (const [kind, budget] of budgets) budget.left -= kind === 'requests' ? 1 : request.tokens;
      } finally {
        waiting.delete(request);
        wake(); // the next may be let through as well
      }
      let isDone = false;
      return () => {
        if (isDone) return;
        isDone = true;
        inFlight -= 1;
        wake();
      };
    },
    told({ headers, limited }) {
      const now = performance.now();
      for (const kind of ['requests', 'tokens'] as const) {
        const left = Number.parseInt(headers?.get(`x-ratelimit-remaining-${kind}`) ?? '', 10);
        const resetMs = durationMs(headers?.get(`x-ratelimit-reset-${kind}`) ?? '');
        if (Number.isNaN(left) || resetMs === null) budgets.delete(kind);
        else budgets.set(kind, { left, until: now + Math.min(resetMs, LONGEST_RESET_MS) });
      }
      most = limited ? Math.max(1, Math.floor(most / 2)) : Math.min(MOST_AT_ONCE, most + 1);
      if (limited) pausedUntil = Math.max(pausedUntil, now + Math.min(limited.retryAfterMs, longestPauseMs));
      wake();
    },
  };
}

/** Until time has passed, something changed, or the signal is aborted. */
async function either(ms: number, changed: Promise<void>, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  const passed = Number.isFinite(ms) ? [pause(ms, undefined, { signal: ended })] : [];
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true, signal: stop.signal }));
  await Promise.race([changed, aborted, ...passed]).catch(() => {});
  stop.abort();
}

/** `6m0s`, `1.5s`, `20ms`, or seconds alone; null for what is none. */
export function durationMs(text: string): number | null {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  if (!/^(?:\d+(?:\.\d+)?(?:ms|h|m|s))+$/.test(text)) return null;
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units],
    0,
  );
}
