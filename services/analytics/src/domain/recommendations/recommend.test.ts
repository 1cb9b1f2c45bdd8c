import { describe, expect, it } from 'vitest';
import { type CustomerState, emptyState } from '../customer/customer-state.ts';
import { recommend } from './recommend.ts';

const MONTHS = ['2026-03', '2026-04', '2026-05'];

/** Spends 30,000 rupees a month and never has less than `lowest` rupees in savings. */
function saver(lowest: number): CustomerState {
  const state = emptyState('c');
  state.span = { from: '2026-02-20', to: '2026-06-02' };
  state.accounts.S = { kind: 'savings', currency: 'INR' };
  for (const [at, month] of MONTHS.entries()) {
    state.months[`${month} INR`] = { groceries: [3_000_000, 0, 20] };
    state.lows[`S ${month}`] = { minor: (lowest + at * 1_000) * 100, currency: 'INR', transactionId: `low-${month}` };
  }
  return state;
}

describe('a fixed deposit', () => {
  it('fits money that lies idle beyond the reserve, with the balances as evidence', () => {
    const { offers, noOffer } = recommend(saver(200_000));
    expect(offers.map(({ product }) => product)).toEqual(['fixed-deposit']);
    expect(offers[0]?.evidence).toEqual(MONTHS.map((month) => ({ kind: 'transaction', id: `low-${month}` })));
    expect(offers[0]?.reason).toContain('never fell below 6 months of your spending');
    expect(noOffer).toBeNull();
  });

  it('is not offered where the savings are the reserve', () => {
    expect(recommend(saver(100_000))).toEqual({
      offers: [],
      noOffer: 'What lies in savings is needed as a reserve for your usual spending',
    });
  });

  it('needs every month reported and three of them', () => {
    const unreported = saver(500_000);
    delete unreported.lows['S 2026-04'];
    expect(recommend(unreported).noOffer).toMatch(/has a reported balance/);
    const fresh = saver(500_000);
    fresh.span = { from: '2026-04-20', to: '2026-06-02' };
    expect(recommend(fresh).noOffer).toMatch(/fewer than 3 complete months/);
    expect(recommend(emptyState('c')).offers).toEqual([]);
  });

  it('is not offered on a current account or a card', () => {
    const state = saver(500_000);
    state.accounts.S = { kind: 'current', currency: 'INR' };
    expect(recommend(state).offers).toEqual([]);
  });
});
