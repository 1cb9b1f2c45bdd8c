import { describe, expect, it } from 'vitest';
import { type CustomerState, emptyState } from '../customer/customer-state.ts';
import { carryLows } from './carry-lows.ts';
import { type LowBalances, recommend } from './recommend.ts';

const MONTHS = ['2026-03', '2026-04', '2026-05'];

/** Spends 30,000 rupees a month. */
function saver(): CustomerState {
  const state = emptyState('c');
  state.span = { from: '2026-02-20', to: '2026-06-02' };
  state.accounts.S = { kind: 'savings', currency: 'INR' };
  for (const month of MONTHS) state.months[`${month} INR`] = { groceries: [3_000_000, 0, 20] };
  return state;
}

/** Never less than `lowest` rupees in savings. */
function lows(lowest: number, months: readonly string[] = MONTHS): LowBalances {
  return Object.fromEntries(
    months.map((month, at) => [`S ${month}`, { minor: (lowest + at * 1_000) * 100, currency: 'INR', transactionId: `low-${month}` }]),
  );
}

describe('a fixed deposit', () => {
  it('fits money that lies idle beyond the reserve, with the balances as evidence', () => {
    const { offers, noOffer } = recommend(saver(), lows(200_000));
    expect(offers.map(({ product }) => product)).toEqual(['fixed-deposit']);
    expect(offers[0]?.evidence).toEqual(MONTHS.map((month) => ({ kind: 'transaction', id: `low-${month}` })));
    expect(offers[0]?.reason).toContain('never fell below 6 months of your spending');
    expect(noOffer).toBeNull();
  });

  it('is not offered where the savings are the reserve', () => {
    expect(recommend(saver(), lows(100_000))).toEqual({
      offers: [],
      noOffer: 'What lies in savings is needed as a reserve for your usual spending',
    });
  });

  it('needs every month reported and three of them', () => {
    const unreported = lows(500_000, ['2026-03', '2026-05']);
    expect(recommend(saver(), unreported).noOffer).toMatch(/has a reported balance/);
    const fresh = saver();
    fresh.span = { from: '2026-04-20', to: '2026-06-02' };
    expect(recommend(fresh, lows(500_000)).noOffer).toMatch(/fewer than 3 complete months/);
    expect(recommend(emptyState('c'), {}).offers).toEqual([]);
  });

  it('fits an account on which nothing moved in some of the months: what lay there stayed', () => {
    const quiet = carryLows(lows(200_000, ['2026-02', '2026-04']), '2026-06-02');
    const { offers } = recommend(saver(), quiet);
    expect(offers[0]?.evidence).toEqual(['low-2026-02', 'low-2026-04'].map((id) => ({ kind: 'transaction', id })));
    expect(Object.keys(quiet)).toEqual(['2026-02', '2026-03', '2026-04', '2026-05', '2026-06'].map((month) => `S ${month}`));
  });

  it('is not offered where money moved and no balance was told since', () => {
    const unknown = carryLows({ ...lows(200_000, ['2026-03']), 'S 2026-04': null }, '2026-06-02');
    expect(Object.keys(unknown)).toEqual(['S 2026-03']);
    expect(recommend(saver(), unknown).offers).toEqual([]);
  });

  it('is not offered on a current account or a card', () => {
    const state = saver();
    state.accounts.S = { kind: 'current', currency: 'INR' };
    expect(recommend(state, lows(500_000)).offers).toEqual([]);
  });
});
