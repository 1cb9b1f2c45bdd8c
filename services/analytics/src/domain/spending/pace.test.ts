import { addDays } from '@munshi/events/calendar-date';
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../test/entry.ts';
import { paceOf } from './pace.ts';
import { usualDays, usualUpTo } from './usual-days.ts';

let count = 0;
const paid = (date: string, minor: number, category: 'groceries' | 'dining' = 'groceries', over = {}) => {
  count += 1;
  return entryOf({ transactionId: `t${count}`, date, minor: -minor, ownCategory: category, merchantId: `m${count}`, ...over });
};

describe('what the days of a month usually take', () => {
  it('is the median of past whole months, day by day; refunds reduce their own day', () => {
    const bought = paid('2026-03-20', 900);
    const entries = [
      paid('2026-01-10', 100),
      paid('2026-02-10', 300),
      paid('2026-03-10', 200),
      bought,
      paid('2026-03-28', -400, 'groceries', {
        refersTo: bought.transactionId,
        refundMatch: bought.transactionId,
        merchantId: bought.merchantId,
      }),
      paid('2026-04-02', 5_000),
    ];
    const [groceries, ...others] = usualDays(entries, { from: '2026-01-01', to: '2026-04-10' });
    expect(others).toEqual([]);
    expect(groceries && [9, 10, 20, 28, 31].map((day) => usualUpTo(groceries, day))).toEqual([0, 200, 300, 300, 300]);
  });

  it('is nothing before a month is whole', () => {
    expect(usualDays([paid('2026-04-02', 5_000)], { from: '2026-04-02', to: '2026-04-10' })).toEqual([]);
  });
});

describe('the pace of a month', () => {
  const entries = ['2026-01', '2026-02', '2026-03'].flatMap((month) => [
    paid(`${month}-05`, 1_000),
    paid(`${month}-25`, 3_000),
    paid(`${month}-06`, 200, 'dining'),
    paid(`${month}-07`, 70, 'groceries', { currency: 'USD' }),
  ]);
  const days = usualDays(entries, { from: '2026-01-01', to: '2026-04-10' });
  const months = [
    {
      month: '2026-04',
      currency: 'INR',
      spent: 2_700,
      received: 0,
      categories: [
        { category: 'groceries', spent: 1_100, count: 1 },
        { category: 'dining', spent: 1_600, count: 1 },
      ],
    },
  ];

  it('compares with the same days, explains the change by its largest causes, and they add up', () => {
    const [inr, usd] = paceOf({ months, usualDays: days, asOf: '2026-04-10' });
    expect(inr).toEqual({
      currency: 'INR',
      month: '2026-04',
      day: 10,
      spent: 2_700,
      usual: 1_200,
      months: 3,
      causes: [{ category: 'dining', change: 1_400 }],
      otherwise: 100,
    });
    expect(usd).toMatchObject({ currency: 'USD', spent: 0, usual: 70, causes: [{ category: 'groceries', change: -70 }] });
  });

  it.each(Array.from({ length: 30 }, (_, at) => addDays('2026-04-01', at)))('adds up on %s', (asOf) => {
    for (const { spent, usual, causes, otherwise } of paceOf({ months, usualDays: days, asOf }))
      expect(causes.reduce((sum, { change }) => sum + change, otherwise)).toBe(spent - usual);
  });
});
