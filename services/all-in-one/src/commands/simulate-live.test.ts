import { createBank } from '@munshi/bank-simulator/simulate';
import { expect, test } from 'vitest';
import { sendLive } from './simulate-live.ts';

const UNTIL = '2026-03-17';
const bank = createBank({ customers: 6, seed: 3, from: '2026-02-17', until: UNTIL });

/** Posts with a clock that goes on by `stepMs` at each look, until so many are sent. */
async function sent(speed: number, { stepMs, count, begins }: { stepMs: number; count: number; begins: string }): Promise<string[]> {
  const abort = new AbortController();
  const times: string[] = [];
  let now = Date.parse(begins);
  const clock = {
    now: () => {
      now += stepMs;
      return new Date(now);
    },
  };
  const post = async (transactions: readonly unknown[]) => {
    times.push(...(transactions as { time: string }[]).map(({ time }) => time));
    if (times.length >= count) abort.abort();
  };
  const options = { perMinute: 6_000_000, speed, from: bank.endsAt, clock, signal: abort.signal };
  expect(await sendLive(bank.live({ feed: 1 }), { post }, options)).toBe(times.length);
  return times;
}

test('by the wall clock transactions are dated now', async () => {
  const times = await sent(1, { stepMs: 10, count: 20, begins: '2026-03-20T10:00:00Z' });
  for (const time of times) expect(time.slice(0, 16)).toBe('2026-03-20T10:00');
});

test('faster, days pass in moments from the end of the history on, and never beyond now', async () => {
  const times = await sent(100_000, { stepMs: 10, count: 400, begins: '2026-03-20T10:00:00Z' });
  expect(times[0]?.slice(0, 13)).toBe('2026-03-16T18');
  expect(new Set(times.map((time) => time.slice(0, 10))).size).toBeGreaterThanOrEqual(4);
  expect(times.at(-1)?.slice(0, 13)).toBe('2026-03-20T10');
});
