import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 200;
const LONGEST_MS = 30_000;

/** The pause before the next try: doubles up to a cap, with jitter so that lanes and processes do not return together. */
export function backoffMs(failures: number, atLeastMs = 0): number {
  const longest = Math.min(FIRST_MS * 2 ** Math.min(failures, 20), LONGEST_MS);
  return Math.max(atLeastMs, longest / 2 + (Math.random() * longest) / 2);
}

/** Resolves early when the signal is aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
