import { describe, expect, it } from 'vitest';
import type { OutlookStream } from '../outlook/outlook.ts';
import { type TipInput, tipsOf } from './tips.ts';

const stream = (over: Partial<OutlookStream>): OutlookStream => ({
  streamId: 'n',
  payee: 'p',
  merchantName: 'Netflix',
  category: 'subscriptions',
  direction: 'out',
  cadence: 'monthly',
  state: 'mature',
  amount: { minor: -80_000, currency: 'INR' },
  range: { low: 80_000, high: 80_000 },
  nextDate: '2026-07-12',
  from: '2026-01-12',
  to: '2026-06-12',
  priceRise: { from: 60_000, to: 80_000, date: '2026-06-12' },
  isMissed: false,
  doubled: null,
  trialEnds: null,
  newest: ['t1'],
  ...over,
});
const months = ['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06'].map((month, at) => ({
  month,
  currency: 'INR',
  spent: 500_000,
  received: 0,
  categories: [
    { category: 'fees', spent: 10_000, count: 1 },
    { category: 'dining', spent: at < 3 ? 100_000 : 150_000, count: 9 },
  ],
}));
const input: TipInput = {
  customerId: 'c',
  months,
  usual: [{ currency: 'INR', category: 'dining', spent: 100_000, months: 6 }],
  span: { from: '2026-01-01', to: '2026-07-05' },
  streams: [stream({}), stream({ streamId: 'm', merchantName: 'Music', amount: { minor: -30_000, currency: 'INR' }, priceRise: null })],
  lows: {},
  isShort: false,
};
const low = (minor: number) => ({ minor, currency: 'INR', transactionId: 't' });

describe('tips', () => {
  it('name the saving of a year, the effort and what it rests on, the largest first', () => {
    expect(tipsOf(input)).toEqual({
      tips: [
        {
          kind: 'several-subscriptions',
          about: 'n',
          name: 'Netflix',
          saving: { minor: 960_000, currency: 'INR' },
          effort: 'minutes',
          evidence: [{ kind: 'transaction', id: 't1' }],
        },
        {
          kind: 'above-usual',
          about: 'dining',
          name: 'dining out',
          saving: { minor: 600_000, currency: 'INR' },
          effort: 'a habit',
          evidence: [{ kind: 'insight', id: 'c' }],
        },
        {
          kind: 'price-rise',
          about: 'n',
          name: 'Netflix',
          saving: { minor: 240_000, currency: 'INR' },
          effort: 'a call',
          evidence: [{ kind: 'transaction', id: 't1' }],
        },
      ],
      noTips: null,
    });
  });

  it.each([
    ['money is expected to run short', { isShort: true }],
    ['two bills were missed', { streams: [stream({ isMissed: true }), stream({ streamId: 'x', isMissed: true })] }],
    [
      'balances fall month after month',
      { lows: { 'A 2026-03': low(900), 'A 2026-04': low(700), 'A 2026-05': low(500), 'A 2026-06': low(300) } },
    ],
  ])('do not blame somebody in distress: where %s only what the bank takes is named', (_name, change) => {
    const { tips, noTips } = tipsOf({ ...input, ...change });
    expect(tips.map(({ kind }) => kind)).toEqual(['fees']);
    expect(tips[0]?.saving).toEqual({ minor: 120_000, currency: 'INR' });
    expect(noTips).not.toBeNull();
  });

  it('are none for balances that only move, and where nothing is worth the time', () => {
    expect(
      tipsOf({ ...input, lows: { 'A 2026-03': low(900), 'A 2026-04': low(950), 'A 2026-05': low(500), 'A 2026-06': low(300) } }).noTips,
    ).toBeNull();
    expect(tipsOf({ ...input, usual: [{ currency: 'INR', category: 'dining', spent: 100_000_000, months: 6 }] }).tips).toEqual([]);
  });
});
