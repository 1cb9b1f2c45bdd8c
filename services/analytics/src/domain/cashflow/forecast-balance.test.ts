import { addDays } from '@munshi/events/calendar-date';
import { lowestBeforeIncome, safeToSpend, whatIf } from '@munshi/facts/balance-ahead';
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { shuffled } from '../../../test/in-memory-ledger.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { cashOf } from './cash-of.ts';
import { forecastBalance } from './forecast-balance.ts';

/** Two hundred days: a salary on the 1st, rent on the 5th, a purchase of about 100 rupees a day. */
function ledger(): LedgerEntry[] {
  return Array.from({ length: 200 }, (_, at) => addDays('2025-01-01', at)).flatMap((date, at) => {
    const entries = [
      entryOf({ transactionId: `g${at}`, date, minor: -10_000 - (((at * 7919) % 21) - 10) * 100, merchantId: `m${at % 5}` }),
    ];
    const contract = { merchantName: null, transactionId: `c${at}`, date };
    if (date.endsWith('-01')) entries.push(entryOf({ ...contract, minor: 5_000_000, merchantId: 'employer', category: 'salary' }));
    if (date.endsWith('-05')) entries.push(entryOf({ ...contract, minor: -2_000_000, merchantId: 'landlord', category: 'rent' }));
    return entries;
  });
}

const asOf = '2025-07-19';
const forecastOf = (entries: readonly LedgerEntry[], balance = 1_000_000) =>
  forecastBalance({ ...cashOf(entries.filter(({ date }) => date <= asOf)), balance, asOf, days: 30 });

describe('the forecast of a balance', () => {
  const forecast = forecastOf(ledger());

  it('has salary and rent on their dates and the rest at its pace, with a band that widens', () => {
    expect(forecast?.days).toHaveLength(30);
    const on = (date: string) => forecast?.days.find((day) => day.date === date);
    expect(on('2025-07-31')?.expected).toBeCloseTo(1_000_000 - 12 * 10_000, -4);
    expect((on('2025-08-01')?.expected ?? 0) - (on('2025-07-31')?.expected ?? 0)).toBeGreaterThan(4_900_000);
    expect((on('2025-08-05')?.expected ?? 0) - (on('2025-08-04')?.expected ?? 0)).toBeLessThan(-1_900_000);
    const widths = forecast?.days.map(({ low, high }) => high - low) ?? [];
    expect(widths).toEqual([...widths].sort((left, right) => left - right));
    expect(forecast?.days.every(({ low, expected, high }) => low <= expected && expected <= high)).toBe(true);
  });

  it('does not depend on the order of the entries, nor on what is pending', () => {
    const pending = entryOf({ transactionId: 'pending', date: '2025-07-10', minor: -900_000, status: 'pending' });
    expect(forecastOf([...shuffled(ledger(), 4), pending])).toEqual(forecast);
  });

  it('is not guessed from too little history', () => {
    expect(forecastOf([])).toBeNull();
    expect(forecastOf(ledger().slice(-60))).toBeNull();
  });

  it('tells the lowest day before the salary, what is safe to spend, and what a purchase would change', () => {
    if (forecast === null) throw new Error('there is history enough');
    const lowest = lowestBeforeIncome(forecast);
    expect(lowest?.date).toBe('2025-07-31');
    expect(safeToSpend(forecast)).toBe(lowest?.low);
    const after = whatIf(forecast, { minor: 300_000, date: '2025-07-25' });
    expect(after.days[4]).toEqual(forecast.days[4]);
    expect(after.days[5]?.expected).toBe((forecast.days[5]?.expected ?? 0) - 300_000);
    const poor = forecastOf(ledger(), 0);
    expect(poor === null ? null : safeToSpend(poor)).toBe(0);
  });
});
