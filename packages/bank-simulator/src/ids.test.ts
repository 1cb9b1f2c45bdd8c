import { expect, test } from 'vitest';
import { accountIdOf, customerIdOf, historyIdOf, liveIdOf } from './ids.ts';

test('a live id is never one of the history, even where the plain numbers could meet', () => {
  const at = { epochDay: 20_000, count: 1234 };
  const plain = (5 * 2 ** 16 + at.epochDay) * 2 ** 13 + at.count;
  const [epochMs, rest] = [Math.floor(plain / 128), plain % 128];
  expect(liveIdOf(1, Math.floor(rest / 8), { epochMs, count: rest % 8 })).not.toBe(historyIdOf(1, 5, at));
});

test('neighbours in time, feed and count have different ids', () => {
  const epochMs = 1_790_000_000_000;
  const ids = [0, 1].flatMap((step) =>
    [0, 15].flatMap((feed) => [0, 7].map((count) => liveIdOf(1, feed, { epochMs: epochMs + step, count }))),
  );
  expect(new Set(ids).size).toBe(8);
});

test('ids of customers and accounts do not repeat in a large bank', () => {
  const customers = Array.from({ length: 50_000 }, (_, index) => index);
  expect(new Set(customers.map((index) => customerIdOf(1, index))).size).toBe(50_000);
  expect(new Set(customers.flatMap((index) => [0, 1, 2, 3].map((account) => accountIdOf(1, index, account)))).size).toBe(200_000);
});

test('ids have one length each and tell nothing of their order', () => {
  const ids = [0, 1, 2, 3].map((index) => customerIdOf(1, index));
  expect(new Set(ids.map(({ length }) => length))).toEqual(new Set([9]));
  expect(ids).not.toEqual([...ids].sort());
});
