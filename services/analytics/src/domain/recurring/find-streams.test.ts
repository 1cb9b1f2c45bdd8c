import { addDays } from '@munshi/events/calendar-date';
import type { Category } from '@munshi/events/spending';
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { shuffled } from '../../../test/in-memory-ledger.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { findStreams } from './find-streams.ts';

let number = 0;
const paid = (date: string, minor: number, over: Partial<LedgerEntry> = {}): LedgerEntry => {
  number += 1;
  return entryOf({ transactionId: `t${number}`, date, minor, merchantId: 'M', merchantName: 'Payee', category: 'subscriptions', ...over });
};
const every = (days: number, count: number, from: string) => Array.from({ length: count }, (_, at) => addDays(from, at * days));
const months = (dates: string, count: number, step = 1) =>
  Array.from({ length: count }, (_, at) => {
    const month = Number(dates.slice(5, 7)) - 1 + at * step;
    const last = new Date(Date.UTC(Number(dates.slice(0, 4)), month + 1, 0)).getUTCDate();
    const first = new Date(Date.UTC(Number(dates.slice(0, 4)), month, 1)).toISOString().slice(0, 8);
    return `${first}${String(Math.min(last, Number(dates.slice(8)))).padStart(2, '0')}`;
  });

describe('cadences', () => {
  it.each([
    ['weekly', every(7, 12, '2025-01-03'), '2025-03-28'],
    ['fortnightly', every(14, 8, '2025-01-03'), '2025-04-25'],
    ['four-weekly', every(28, 8, '2025-01-03'), '2025-08-15'],
    ['monthly', months('2025-01-15', 8), '2025-09-15'],
    ['quarterly', months('2024-01-15', 5, 3), '2025-04-15'],
    ['half-yearly', months('2023-01-15', 4, 6), '2025-01-15'],
    ['yearly', months('2023-03-20', 2, 12), '2025-03-20'],
  ])('%s', (cadence, dates, nextDate) => {
    const [stream, ...others] = findStreams(
      dates.map((date) => paid(date, -64_900)),
      dates.at(-1) as string,
    );
    expect(others).toEqual([]);
    expect(stream).toMatchObject({ cadence, nextDate, state: 'mature', direction: 'out', amount: { minor: -64_900, currency: 'INR' } });
    expect(stream?.transactionIds).toHaveLength(dates.length);
  });

  it('the last day of every month is a month', () => {
    const dates = months('2025-01-31', 9);
    expect(dates).toContain('2025-02-28');
    expect(
      findStreams(
        dates.map((date) => paid(date, -500_000, { category: 'rent' })),
        '2025-10-01',
      ),
    ).toMatchObject([{ cadence: 'monthly' }]);
  });

  it('a weekend moves a payment, and nothing is missed', () => {
    const dates = months('2025-01-05', 8).map((date) => (new Date(date).getUTCDay() === 0 ? addDays(date, 1) : date));
    expect(
      findStreams(
        dates.map((date) => paid(date, -50_000)),
        '2025-08-20',
      ),
    ).toMatchObject([{ cadence: 'monthly', isMissed: false }]);
  });
});

describe('what a stream tells', () => {
  const dates = months('2025-01-10', 8);

  it('a metered bill has a range, a fixed one a price and its rise', () => {
    const metered = dates.map((date, at) => paid(date, -100_000 - at * 20_000, { category: 'utilities' }));
    expect(findStreams(metered, '2025-08-20')).toMatchObject([{ range: { low: 140_000, high: 240_000 }, priceRise: null }]);
    const fixed = dates.map((date, at) => paid(date, at < 5 ? -64_900 : -72_900));
    const priceRise = { from: 64_900, to: 72_900, date: '2025-06-10' };
    expect(findStreams(fixed, '2025-08-20')).toMatchObject([{ amount: { minor: -72_900 }, priceRise }]);
  });

  it('is early, missed and ended in its time', () => {
    const fixed = dates.map((date) => paid(date, -64_900));
    expect(findStreams(fixed.slice(0, 2), '2025-02-15')).toMatchObject([{ state: 'early' }]);
    expect(findStreams(fixed, '2025-09-12')).toMatchObject([{ state: 'mature', isMissed: false, nextDate: '2025-09-10' }]);
    expect(findStreams(fixed, '2025-09-20')).toMatchObject([{ state: 'mature', isMissed: true }]);
    expect(findStreams(fixed, '2025-10-20')).toMatchObject([{ state: 'ended', nextDate: null }]);
  });

  it('knows nothing of later days', () => {
    expect(
      findStreams(
        dates.map((date) => paid(date, -64_900)),
        '2025-04-01',
      ),
    ).toMatchObject([{ to: '2025-03-10' }]);
  });

  it('does not depend on the order of the entries', () => {
    const entries = [...dates.map((date) => paid(date, -64_900)), ...months('2025-01-20', 8).map((date) => paid(date, -20_000))];
    expect(findStreams(shuffled(entries, 3), '2025-08-25')).toEqual(findStreams(entries, '2025-08-25'));
  });
});

describe('traps', () => {
  it('two contracts with one payee stay two', () => {
    const entries = [
      ...months('2025-01-04', 8).map((date) => paid(date, -39_900)),
      ...months('2025-01-18', 8).map((date) => paid(date, -99_900)),
    ];
    expect(
      findStreams(entries, '2025-08-25')
        .map(({ amount }) => amount.minor)
        .sort(),
    ).toEqual([-39_900, -99_900]);
    const sameDay = [
      ...months('2025-01-04', 8).map((date) => paid(date, -39_900)),
      ...months('2025-01-04', 8).map((date) => paid(date, -99_900)),
    ];
    expect(
      findStreams(sameDay, '2025-08-25')
        .map(({ amount }) => amount.minor)
        .sort(),
    ).toEqual([-39_900, -99_900]);
  });

  it('a plan that rests for months and comes back is one contract', () => {
    const entries = months('2025-01-04', 14).flatMap((date, at) => (at > 3 && at < 9 ? [] : [paid(date, -99_900)]));
    expect(findStreams(entries, '2026-02-10')).toMatchObject([{ cadence: 'monthly', transactionIds: { length: 9 } }]);
  });

  it.each<[string, Category]>([
    ['groceries', 'groceries'],
    ['fuel', 'fuel'],
  ])('%s every Saturday are a habit', (_, category) => {
    const entries = every(7, 30, '2025-01-04').map((date, at) => paid(date, -150_000 - ((at * 7919) % 60_000), { category }));
    expect(findStreams(entries, '2025-08-01')).toEqual([]);
  });

  it('refunds, cash, fees, what is pending and the arriving leg of an own transfer are nobody’s contract', () => {
    const dates = months('2025-01-10', 8);
    const none: Partial<LedgerEntry>[] = [
      { category: 'cash' },
      { category: 'fees' },
      { status: 'pending' },
      { minor: 64_900, transferMatch: 'x' },
      { minor: 64_900, refundMatch: 'x' },
    ];
    for (const over of none)
      expect(
        findStreams(
          dates.map((date) => paid(date, -64_900, over)),
          '2025-08-20',
        ),
      ).toEqual([]);
  });

  it('currencies are never one stream, and nobody has none', () => {
    const dates = months('2025-01-10', 8);
    const entries = dates.map((date, at) => paid(date, -64_900, { currency: at % 2 === 0 ? 'INR' : 'USD' }));
    for (const { amount, transactionIds } of findStreams(entries, '2025-08-20')) {
      expect(transactionIds.every((id) => entries.find((entry) => entry.transactionId === id)?.currency === amount.currency)).toBe(true);
    }
    expect(findStreams([], '2025-08-20')).toEqual([]);
    expect(
      findStreams(
        dates.slice(0, 1).map((date) => paid(date, -1)),
        '2025-08-20',
      ),
    ).toEqual([]);
  });
});
