import { AppError } from '@munshi/service-kit/errors';
import { silentLogger } from '@munshi/service-kit/logger';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { backoffMs } from './backoff.ts';
import { createPatience, withGrace } from './patience.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

const away = (retryAfterMs?: number) =>
  new AppError('away', { code: 'TEST_AWAY', failure: 'unavailable', ...(retryAfterMs && { retryAfterMs }) });

test('the pause doubles up to its cap, with jitter, and is never shorter than the vendor asks', () => {
  for (const failures of [0, 1, 2, 5, 50]) {
    const longest = Math.min(200 * 2 ** failures, 30_000);
    for (let i = 0; i < 50; i += 1) {
      expect(backoffMs(failures)).toBeGreaterThanOrEqual(longest / 2);
      expect(backoffMs(failures)).toBeLessThanOrEqual(longest);
    }
  }
  expect(backoffMs(0, 5_000)).toBe(5_000);
  expect(new Set(Array.from({ length: 20 }, () => backoffMs(3))).size).toBeGreaterThan(1);
});

test('one loud error for many lanes, one line when it is over', async () => {
  vi.useRealTimers();
  const said: string[] = [];
  const logger = Object.assign(Object.create(silentLogger), {
    error: () => said.push('error'),
    info: () => said.push('info'),
  });
  const patience = createPatience(logger, () => undefined);
  let isAway = true;
  const waiting = ['customer-1', 'customer-2', 'customer-3'].map((lane) =>
    patience.until({ lane, signal: new AbortController().signal }, async () => {
      if (isAway) throw away();
      return lane;
    }),
  );
  await vi.waitFor(() => expect(patience.waitingFor()).toBe('TEST_AWAY'));
  isAway = false;
  expect(await Promise.all(waiting)).toEqual(['customer-1', 'customer-2', 'customer-3']);
  expect(said).toEqual(['error', 'info']);
  expect(patience.waitingFor()).toBeNull();
});

test('a bug is not waited for, unless whatever happens is', async () => {
  vi.useRealTimers();
  const patience = createPatience(silentLogger, () => undefined);
  const waiter = { lane: 'customer-1', signal: new AbortController().signal };
  const bug = async () => Promise.reject(new TypeError('a bug'));
  await expect(patience.until(waiter, bug)).rejects.toThrow('a bug');
  let tries = 0;
  const twice = async () => (tries++ < 1 ? bug() : 'done');
  expect(await patience.until(waiter, twice, true)).toBe('done');
});

test('waiting ends with the lane', async () => {
  vi.useRealTimers();
  const patience = createPatience(silentLogger, () => undefined);
  const abort = new AbortController();
  const waiting = patience.until({ lane: 'customer-1', signal: abort.signal }, async () => Promise.reject(away(60_000)));
  const ended = expect(waiting).rejects.toMatchObject({ code: 'BATCH_ABANDONED' });
  await vi.waitFor(() => expect(patience.waitingFor()).toBe('TEST_AWAY'));
  abort.abort();
  await ended;
  expect(patience.waitingFor()).toBeNull();
});

test('work that does not end is left behind some time after the lane', async () => {
  const abort = new AbortController();
  const waiter = { lane: 'customer-1', signal: abort.signal };
  const hanging = withGrace(new Promise(() => undefined), waiter, 3_000);
  const left = expect(hanging).rejects.toMatchObject({ code: 'BATCH_ABANDONED' });
  const { promise, resolve } = Promise.withResolvers<string>();
  const finishing = withGrace(promise, waiter, 3_000);
  abort.abort();
  await vi.advanceTimersByTimeAsync(2_999);
  resolve('done');
  expect(await finishing).toBe('done');
  await vi.advanceTimersByTimeAsync(1);
  await left;
});
