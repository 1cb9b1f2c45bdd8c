import { describe, expect, it } from 'vitest';
import { budgetsOf } from './budgets.ts';

const usual = [
  { currency: 'INR', category: 'groceries', spent: 431_050, months: 6 },
  { currency: 'INR', category: 'rent', spent: 2_000_000, months: 6 },
  { currency: 'INR', category: 'dining', spent: 20_000, months: 6 },
  { currency: 'USD', category: 'shopping', spent: 9_900, months: 2 },
];
const month = (spent: number, currency = 'INR') => ({
  month: '2026-06',
  currency,
  spent,
  received: 0,
  categories: [{ category: 'groceries', spent, count: 3 }],
});
const byDay = Array.from({ length: 31 }, (_, at) => Math.round((431_050 * (at + 1)) / 31));
const usualDays = [{ currency: 'INR', category: 'groceries', months: 6, byDay }];
const input = { months: [month(200_000)], usual, usualDays, own: [], asOf: '2026-06-15' };

describe('budgets', () => {
  it('are proposed for what is bought, from enough months and worth a limit, rounded up', () => {
    expect(budgetsOf(input)).toMatchObject([{ category: 'groceries', limit: 440_000, spent: 200_000, setBy: 'proposed', state: 'within' }]);
  });

  it('of the customer win, also where nothing would be proposed; none takes a proposal away', () => {
    const own = [
      { currency: 'INR', category: 'groceries', limit: 0, since: '2026-06' },
      { currency: 'INR', category: 'rent', limit: 1, since: '2026-06' },
    ];
    expect(budgetsOf({ ...input, own })).toMatchObject([{ category: 'rent', limit: 1, setBy: 'customer' }]);
  });

  it('are at risk where the usual rest of the month goes beyond them, over where more was spent', () => {
    const stateOf = (spent: number) => budgetsOf({ ...input, months: [month(spent)] })[0];
    expect(stateOf(200_000)).toMatchObject({ state: 'within', expected: 200_000 + 431_050 - (byDay[14] ?? 0) });
    expect(stateOf(300_000)?.state).toBe('at-risk');
    expect(stateOf(440_001)?.state).toBe('over');
    expect(stateOf(440_000)?.state).toBe('at-risk');
  });

  it('never count another currency', () => {
    expect(budgetsOf({ ...input, months: [month(999_999, 'USD')] })).toMatchObject([{ spent: 0 }]);
  });
});
