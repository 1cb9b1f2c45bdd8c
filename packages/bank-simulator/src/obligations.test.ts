import { expect, test } from 'vitest';
import { daysOf } from './calendar.ts';
import { amountOn, isDue, type Obligation } from './obligations.ts';
import { randomOf } from './random.ts';

const rent: Obligation = {
  key: 'rent',
  kind: 'rent',
  category: 'rent',
  cadence: 'monthly',
  day: 5,
  month: 0,
  base: 2_000_000,
  jitter: 0,
  season: null,
  payee: 'Landlord',
  mcc: null,
  city: null,
  account: 'primary',
  channel: 'UPI',
  trap: null,
  from: null,
  until: null,
  raise: null,
};
const duesOf = (change: Partial<Obligation>, from = '2025-01-01', until = '2026-01-01') =>
  [...daysOf(from, until)].filter((day) => isDue({ ...rent, ...change }, day));

test('a month brings one, on its day or on the Monday after a Sunday', () => {
  const dates = duesOf({}).map(({ date }) => date);
  expect(dates).toHaveLength(12);
  // 5 January 2025 was a Sunday.
  expect(dates.slice(0, 2)).toEqual(['2025-01-06', '2025-02-05']);
});

test('quarters, years and the 28 days of prepaid plans', () => {
  expect(duesOf({ cadence: 'quarterly', month: 1 }).map(({ month }) => month)).toEqual([1, 4, 7, 10]);
  expect(duesOf({ cadence: 'yearly', month: 3 }).map(({ month }) => month)).toEqual([3]);
  expect(duesOf({ cadence: 'every 28 days', day: 9 }).length).toBeGreaterThanOrEqual(13);
});

test('a plan that pauses misses five months of sixteen', () => {
  expect(duesOf({ trap: 'pauses' }, '2025-01-01', '2026-05-01')).toHaveLength(11);
});

test('a fixed price is the same each time, a rising one steps by 12 % once a year', () => {
  const amounts = (change: Partial<Obligation>) =>
    duesOf(change, '2024-06-01', '2026-06-01').map((day) => amountOn({ ...rent, ...change }, day, randomOf(day.date)));
  expect(new Set(amounts({}))).toEqual(new Set([2_000_000]));
  expect(new Set(amounts({ trap: 'price rise' })).size).toBeGreaterThanOrEqual(2);
  expect(Math.max(...amounts({ trap: 'price rise' }))).toBeLessThanOrEqual(2_480_000);
  expect(new Set(amounts({ jitter: 0.1 })).size).toBeGreaterThan(20);
});

test('power costs more in summer', () => {
  const dues = duesOf({ season: 'summer' });
  const amountIn = (month: number) =>
    dues.filter((day) => day.month === month).map((day) => amountOn({ ...rent, season: 'summer' }, day, randomOf('x')))[0];
  expect(amountIn(5)).toBe(3_000_000);
  expect(amountIn(0)).toBe(1_500_000);
});
