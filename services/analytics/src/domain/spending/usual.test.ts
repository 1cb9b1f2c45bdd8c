import { describe, expect, it } from 'vitest';
import { type MonthSums, moveSums, spendingMonths } from './month-sums.ts';
import { usualSpending } from './usual.ts';

describe('usual spending', () => {
  const month = (name: string, spent: number, currency = 'INR') => ({
    month: name,
    currency,
    spent,
    received: 0,
    categories: [{ category: 'groceries', spent, count: 1 }],
  });

  it('is the median, a month without counting as nothing', () => {
    const months = [month('2026-01', 300), month('2026-02', 100), month('2026-04', 200), month('2026-05', 9_999)];
    expect(usualSpending({ months, span: { from: '2026-01-01', to: '2026-05-09' } })).toEqual([
      { currency: 'INR', category: 'groceries', spent: 150, months: 4 },
    ]);
  });

  it('never adds currencies, and is empty while no month is complete', () => {
    const months = [month('2026-01', 300), month('2026-01', 7, 'USD')];
    expect(usualSpending({ months, span: { from: '2026-01-01', to: '2026-02-01' } })).toHaveLength(2);
    expect(usualSpending({ months, span: { from: '2026-01-01', to: '2026-01-31' } })).toEqual([]);
  });
});

describe('month sums', () => {
  it('leave no trace of what was taken back', () => {
    const sums: MonthSums = {};
    const payment = { month: '2026-01', currency: 'INR', category: 'dining', spent: 500, received: 0, count: 1 };
    const refund = { ...payment, spent: -200, count: 0 };
    moveSums(sums, null, payment);
    moveSums(sums, null, refund);
    expect(spendingMonths(sums)).toEqual([
      { month: '2026-01', currency: 'INR', spent: 300, received: 0, categories: [{ category: 'dining', spent: 300, count: 1 }] },
    ]);
    moveSums(sums, refund, null);
    moveSums(sums, payment, null);
    expect(sums).toEqual({});
  });
});
