import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dayOf } from '../src/calendar.ts';
import { HOURS, WEEKDAYS } from '../src/calibration.ts';
import { PURCHASE_CATEGORIES } from '../src/purchase-kinds.ts';
import { createBank } from '../src/simulate.ts';
import { customersOf, DEMO, transactionsOf, truthsOf } from './sample-bank.ts';

const published = resolve(import.meta.dirname, '../../../../shared/data/bank-india/calibration.json');
const isThere = existsSync(published);

interface Published {
  readonly amount_quantiles: Readonly<Record<string, number>>;
  readonly amount_integer_share: number;
  readonly hour: Readonly<Record<string, number>>;
  readonly weekday_mon0: Readonly<Record<string, number>>;
  readonly location_top200: Readonly<Record<string, number>>;
}
const facts = (): Published => JSON.parse(readFileSync(published, 'utf8')).sample;

/** Purchases of daily life: not what recurs, is sent back, or is odd. */
function purchasesOf(seed: number) {
  const bank = createBank({ ...DEMO, seed });
  const daily = new Set<string>(PURCHASE_CATEGORIES);
  const labels = truthsOf(bank.truth(), 'transaction').filter(
    ({ category, streamId, refundMatch, anomaly }) => daily.has(category) && streamId === null && refundMatch === null && anomaly === null,
  );
  const ids = new Set(labels.map(({ transactionId }) => transactionId));
  return transactionsOf(bank.history()).filter(({ transactionId, status }) => ids.has(transactionId) && status === 'posted');
}

/** The largest distance between the share of amounts up to a published quantile and that quantile, ties allowed for. */
function distance(amounts: readonly number[], quantiles: Readonly<Record<string, number>>): number {
  return Math.max(
    ...Object.entries(quantiles).map(([share, value]) => {
      const below = amounts.filter((amount) => amount < value).length / amounts.length;
      const upTo = amounts.filter((amount) => amount <= value).length / amounts.length;
      return Math.max(Number(share) - upTo, below - Number(share), 0);
    }),
  );
}

describe.skipIf(!isThere)(`as published${isThere ? '' : ' (skipped: the reference data is not beside the repository)'}`, () => {
  test.each([1, 2, 3])('amounts of seed %i lie within a KS distance of 0.02', (seed) => {
    const amounts = purchasesOf(seed).map(({ amount }) => -amount.minor / 100);
    expect(amounts.length).toBeGreaterThan(25_000);
    expect(distance(amounts, facts().amount_quantiles)).toBeLessThanOrEqual(0.02);
    const whole = amounts.filter(Number.isInteger).length / amounts.length;
    expect(Math.abs(whole - facts().amount_integer_share)).toBeLessThan(0.01);
  });

  test('the tables that ship are the published ones', () => {
    expect(HOURS).toEqual(Object.values(facts().hour));
    expect(WEEKDAYS).toEqual(Object.values(facts().weekday_mon0));
  });

  test('places: the largest cities in their order of magnitude', () => {
    const bank = createBank({ ...DEMO, customers: 3000, until: DEMO.from });
    const cities = Map.groupBy(customersOf(bank.history()), ({ city }) => city?.toUpperCase());
    const known = Object.entries(facts().location_top200);
    const total = known.reduce((sum, [, share]) => sum + share, 0);
    for (const [city, share] of known.slice(0, 5)) {
      expect(Math.abs((cities.get(city)?.length ?? 0) / 3000 - share / total)).toBeLessThan(0.02);
    }
  });
});

describe('as the shipped facts say', () => {
  const purchases = purchasesOf(1);

  test('hours', () => {
    const shares = HOURS.map((_, hour) => purchases.filter(({ time }) => localHour(time ?? '') === hour).length / purchases.length);
    // What is posted later has the hour of posting: 3 in 100.
    for (const [hour, share] of shares.entries()) expect(Math.abs(share - (HOURS[hour] as number))).toBeLessThan(hour === 4 ? 0.04 : 0.008);
  });

  test('weekdays', () => {
    const shares = WEEKDAYS.map((_, weekday) => purchases.filter(({ date }) => dayOf(date).weekday === weekday).length / purchases.length);
    for (const [weekday, share] of shares.entries()) expect(Math.abs(share - (WEEKDAYS[weekday] as number))).toBeLessThan(0.01);
  });
});

function localHour(time: string): number {
  return new Date(Date.parse(time) + 19_800_000).getUTCHours();
}
