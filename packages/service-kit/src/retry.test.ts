import { describe, expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { type RetryPolicy, retryAfterOf, withRetries } from './retry.ts';

const policy: RetryPolicy = { attempts: 3, attemptMs: 5_000, totalMs: 10_000, longestWaitMs: 1_000 };
const late = (limitMs: number): Error => new AppError(`late after ${limitMs}`, { code: 'LATE', failure: 'unavailable' });
const down = (retryAfterMs = 1): AppError => new AppError('down', { code: 'DOWN', failure: 'unavailable', retryAfterMs });

describe('withRetries', () => {
  it('tries again what may do better', async () => {
    let turns = 0;
    const result = await withRetries({ policy, late }, async () => {
      turns += 1;
      if (turns < 3) throw down();
      return 'up';
    });
    expect([result, turns]).toEqual(['up', 3]);
  });

  it('gives up after its attempts, with the last error', async () => {
    let turns = 0;
    const call = withRetries({ policy, late }, async () => {
      turns += 1;
      throw down();
    });
    await expect(call).rejects.toMatchObject({ code: 'DOWN' });
    expect(turns).toBe(3);
  });

  it.each([
    ['what cannot do better', new AppError('no', { code: 'NO', failure: 'invalid' })],
    ['a vendor that wants a long wait', down(90_000)],
    ['a bug', new TypeError('a bug')],
  ])('does not try again: %s', async (_, error) => {
    let turns = 0;
    const call = withRetries({ policy, late }, async () => {
      turns += 1;
      throw error;
    });
    await expect(call).rejects.toBe(error);
    expect(turns).toBe(1);
  });

  it('limits an attempt that never answers, and tells it', async () => {
    const told: unknown[] = [];
    const call = withRetries({ policy: { ...policy, attempts: 1, attemptMs: 20 }, late }, (signal) => {
      signal.addEventListener('abort', () => told.push(signal.reason));
      return new Promise(() => {});
    });
    await expect(call).rejects.toMatchObject({ code: 'LATE' });
    expect(told).toMatchObject([{ code: 'LATE' }]);
  });

  it('ends with the reason of the caller, in an attempt and in a wait', async () => {
    for (const attempt of [() => new Promise<never>(() => {}), () => Promise.reject(down(900))]) {
      const caller = new AbortController();
      const reason = new Error('gone');
      const call = withRetries({ policy, late, signal: caller.signal }, attempt);
      setImmediate(() => caller.abort(reason));
      await expect(call).rejects.toBe(reason);
    }
  });
});

describe('retryAfterOf', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  it.each([
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after-ms': '30', 'retry-after': '9' }, 30],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }, 5_000],
    [{ 'retry-after': 'Thu, 01 Jan 2020 00:00:05 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%o', (headers, wait) => {
    expect(retryAfterOf(new Headers(headers as Record<string, string>), now)).toBe(wait);
  });
});
