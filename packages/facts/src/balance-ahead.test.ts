import { expect, test } from 'vitest';
import { daysToLast, lowestBeforeIncome, safeToSpend, whatIf } from './balance-ahead.ts';

const days = [
  { date: '2026-07-05', low: 500, expected: 600, high: 700 },
  { date: '2026-07-06', low: 400, expected: 550, high: 700 },
  { date: '2026-07-07', low: 100, expected: 200, high: 300 },
];

test.each([
  ['before it', '2026-07-07', 400],
  ['of all days where none is known', null, 100],
  ['of the first day where it comes on that', '2026-07-05', 500],
])('what is safe to spend is the low end of the lowest day %s', (_when, nextIncome, safe) => {
  expect(safeToSpend({ days, nextIncome })).toBe(safe);
});

test('where no income is known, what is safe has to last for a month', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 6, n)).toISOString().slice(0, 10);
  const falling = Array.from({ length: 90 }, (_, n) => ({
    date: day(n + 1),
    low: 9_000 - n * 100,
    expected: 10_000 - n * 100,
    high: 11_000,
  }));
  expect(safeToSpend({ days: falling, nextIncome: null })).toBe(9_000 - 29 * 100);
  expect(daysToLast({ days: falling, nextIncome: null }).at(-1)?.date).toBe(day(30));
  expect(lowestBeforeIncome({ days: falling, nextIncome: null })?.date).toBe(day(90));
  expect(safeToSpend({ days: falling, nextIncome: day(61) })).toBe(9_000 - 59 * 100);
});

test('without a forecast there is no lowest day, and nothing is safe', () => {
  const none = { days: [], nextIncome: null };
  expect([lowestBeforeIncome(none), safeToSpend(none)]).toEqual([null, 0]);
});

test('what is spent lowers its day and those after it', () => {
  const after = whatIf({ days, nextIncome: '2026-07-07' }, { minor: 450, date: '2026-07-06' });
  expect(after.days.map(({ low }) => low)).toEqual([500, -50, -350]);
  expect(safeToSpend(after)).toBe(0);
});
