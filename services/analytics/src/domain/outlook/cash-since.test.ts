import { addDays } from '@munshi/events/calendar-date';
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { cashNow, moveCash, NOTHING_SINCE, sinceThen } from './cash-since.ts';
import type { OutlookCash } from './outlook.ts';

const from = '2026-04-10';
const flow = (date: string, minor: number, streamId: string) => ({
  date,
  minor,
  streamId,
  name: streamId,
  deviation: 0,
  isIncome: minor > 0,
});
const flows = [flow('2026-04-12', -500, 'bill'), flow('2026-04-13', 4_000, 'salary')];
const PACE = -10;
let expected = 1_000;
const days = Array.from({ length: 10 }, (_, at) => {
  const date = addDays(from, at + 1);
  expected += PACE + flows.filter((one) => one.date === date).reduce((sum, { minor }) => sum + minor, 0);
  return { date, low: expected - 100, expected, high: expected + 100 };
});
const cash: OutlookCash = { currency: 'INR', accounts: ['A'], balance: 1_000, days, flows, pace: new Array<number>(7).fill(PACE) };
const at = (asOf: string, since = NOTHING_SINCE) => cashNow(cash, { since, from, asOf });
const isCash = () => true;
const paid = (minor: number, streamId: string | null = null) => entryOf({ transactionId: `${minor}`, minor, streamId });

describe('the forecast after its date', () => {
  it('is the forecast while nothing but the usual has happened', () => {
    const since = moveCash(NOTHING_SINCE, { before: undefined, after: paid(PACE) }, isCash);
    expect(at('2026-04-11', since).days).toEqual(days.slice(1));
    expect(at('2026-04-11', since).balance).toBe(990);
  });

  it('moves by what was not foreseen, and by how a bill differed', () => {
    const other = moveCash(NOTHING_SINCE, { before: undefined, after: paid(-300) }, isCash);
    expect(at(from, other).days[0]?.expected).toBe((days[0]?.expected ?? 0) - 300);
    const early = moveCash(NOTHING_SINCE, { before: undefined, after: paid(-520, 'bill') }, isCash);
    expect(at(from, early).days.at(-1)?.expected).toBe((days.at(-1)?.expected ?? 0) - 20);
  });

  it('does not count on an income that is overdue, and knows the next that has not come', () => {
    const late = at('2026-04-14');
    expect(late.days[0]?.expected).toBe((days[4]?.expected ?? 0) - 4_000 - 4 * PACE);
    expect(late.nextIncome).toBeNull();
    expect(at('2026-04-11').nextIncome).toBe('2026-04-13');
  });

  it('leaves no trace of what was corrected, and splits at any point', () => {
    const first = moveCash(NOTHING_SINCE, { before: undefined, after: paid(-300) }, isCash);
    const undone = moveCash(
      first,
      { before: paid(-300), after: { ...paid(-300), status: 'cancelled' } },
      ({ status }) => status === 'posted',
    );
    expect(undone).toEqual(NOTHING_SINCE);
    const both = moveCash(first, { before: undefined, after: paid(-500, 'bill') }, isCash);
    expect(sinceThen(both, first)).toEqual({ other: 0, met: { bill: -500 } });
    expect(sinceThen(both, both)).toEqual(NOTHING_SINCE);
  });
});
