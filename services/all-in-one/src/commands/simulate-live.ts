import { setTimeout as pause } from 'node:timers/promises';
import type { Bank } from '@munshi/bank-simulator/simulate';
import type { Clock } from '@munshi/service-kit/clock';
import type { IngestionClient } from '../demo/ingestion-client.ts';

export interface LiveOptions {
  /** Transactions a minute of waiting, on a simulated day's average. */
  readonly perMinute: number;
  /** Simulated seconds a second; 1 is the wall clock. */
  readonly speed: number;
  /** Epoch milliseconds at which simulated time begins where it runs faster. */
  readonly from: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Posts what happens until it is interrupted; gives the number of transactions. */
export async function sendLive(
  feed: ReturnType<Bank['live']>,
  ingestion: Pick<IngestionClient, 'post'>,
  options: LiveOptions,
): Promise<number> {
  const { perMinute, clock, signal } = options;
  const now = simulatedClock(options);
  let sent = 0;
  while (!signal.aborted) {
    const entries = feed.next(now());
    if (entries.length > 0) await ingestion.post(entries.map(({ transaction }) => transaction));
    sent += entries.length;
    await clockPause(feed.pauseMs(now(), perMinute), signal);
  }
  return sent;

  function simulatedClock({ speed, from }: LiveOptions): () => Date {
    const begun = clock.now().getTime();
    if (speed === 1) return () => clock.now();
    // Nothing happens in the future: where simulated time has caught up, it is the wall clock's.
    return () => new Date(Math.min(from + (clock.now().getTime() - begun) * speed, clock.now().getTime()));
  }
}

async function clockPause(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
