import { describe, expect, it } from 'vitest';
import { createInMemoryLedger, inBatches } from '../../../test/in-memory-ledger.ts';
import { simulatedBank } from '../../../test/simulated-bank.ts';
import { AS_VERSION_3_MEANT, VERSION_3 } from '../../../test/state-of-version-3.ts';
import { dueChurn, dueRecommendations, dueSpending } from '../apply/due-states.ts';
import { NO_SAVINGS } from '../goals/savings.ts';
import { emptyMoney } from '../outlook/money-state.ts';
import { spendingView } from '../outlook/money-view.ts';
import { emptyState, STATE_VERSION } from './customer-state.ts';
import { packIntegers, unpackIntegers } from './packed-integers.ts';
import { packState, unpackState } from './stored-state.ts';
import { dayOf } from './tickets.ts';

const bank = simulatedBank({ customers: 9, from: '2024-07-01', until: '2026-07-01', seed: 8 });
const ledger = createInMemoryLedger();
for (const event of bank.customers) ledger.profile(event);
for (const batch of inBatches(bank.transactions, 500)) ledger.transactions(batch);
const states = [...ledger.states.values()];
for (const state of states) {
  if (state.span !== null)
    dueSpending(state, spendingView(state, state.span, { money: emptyMoney(state.customerId), savings: NO_SAVINGS }));
  dueChurn(state, '2026-06-30');
  dueRecommendations(state, {}, '2026-06-30');
}

const kept = (value: unknown) => JSON.parse(JSON.stringify(value));
const reversed = <Value>(values: Record<string, Value>): Record<string, Value> => Object.fromEntries(Object.entries(values).reverse());

describe('a state', () => {
  it('is read as it was written', () => {
    for (const state of [...states, emptyState('nobody')]) expect(unpackState(kept(packState(state)))).toEqual(kept(state));
  });

  it('of two years takes at most 8 KiB at the median', () => {
    const sizes = states.map((state) => Buffer.byteLength(JSON.stringify(packState(state)))).sort((left, right) => left - right);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(8 * 1024);
  });

  it('with refunds beyond purchases, many payments a day and other currencies is read as it was written', () => {
    const state = emptyState('c');
    state.months['2026-01 JPY'] = { groceries: [-4_503_599_627_370_495, 12, 0], dining: [0, 0, -1] };
    state.days['2026-01'] = [0, 40, 3];
    state.moments.INR = { at: [1_700_000_000, 1_700_000_000, 1_700_086_400], minor: [1, 250, 9] };
    state.habits.merchants['INR a b "c"'] = [1, 11_512, 132_526_144];
    expect(unpackState(kept(packState(state)))).toEqual(kept(state));
  });

  it('with sums that no single payment has, months without a word and gaps between months is read as it was written', () => {
    const state = emptyState('c');
    state.habits.merchants['INR m'] = [1, 11_512, 5];
    state.habits.categories['INR dining'] = [3, 36_300, 439_500_000];
    state.months['2019-12 INR'] = {};
    for (let word = 0; word < 60; word += 1)
      state.months['2026-01 INR'] = { ...state.months['2026-01 INR'], [`w${word}`]: [word, word % 3, 7] };
    state.days['2019-02'] = new Array(31).fill(1);
    state.days['2026-01'] = [1];
    state.tickets.push(20_000, 20_000, 20_030);
    expect(unpackState(kept(packState(state)))).toEqual(kept(state));
  });

  it('is the same bytes in whatever order its figures came', () => {
    for (const state of states) {
      const backwards = { ...state, months: reversed(state.months), days: reversed(state.days) };
      const habits = { ...state.habits, categories: reversed(state.habits.categories), merchants: reversed(state.habits.merchants) };
      expect(JSON.stringify(packState({ ...backwards, habits }))).toBe(JSON.stringify(packState(state)));
    }
  });

  it('of an older version is read, and what it did not keep begins empty', () => {
    const [state] = states;
    if (state?.span == null) throw new Error('no state');
    const { moments, tickets: _, ...one } = kept(state);
    const lows = { 'A 2026-01': { minor: 5, currency: 'INR', transactionId: 't' } };
    const now = { ...kept(state), version: STATE_VERSION, tickets: [dayOf(state.span.to)] };
    expect(unpackState({ ...one, version: 1, lows })).toEqual({ ...now, moments: {} });
    expect(unpackState({ ...one, version: 2, moments, lows })).toEqual(now);
    expect(unpackState({ version: 1, customerId: 'c' })).toEqual(emptyState('c'));
  });

  it('of version 3 is read, as if travel had been paid for on its newest date', () => {
    const state = unpackState(VERSION_3);
    expect(kept(state)).toEqual(kept(AS_VERSION_3_MEANT));
    expect(unpackState(kept(packState(state)))).toEqual(kept(AS_VERSION_3_MEANT));
  });
});

describe('packed integers', () => {
  it('are those that were packed, of any size and sign', () => {
    const integers = [0, -1, 1, 15, 16, -16, 17, 31, 32, 1_000_000_007, -(2 ** 51), 2 ** 52];
    expect(unpackIntegers(packIntegers(integers))).toEqual(integers);
    expect(unpackIntegers(packIntegers([]))).toEqual([]);
  });

  it('that are none are refused', () => {
    expect(() => unpackIntegers('1,2')).toThrow(/no digit/);
    expect(() => unpackIntegers(packIntegers([1_000]).slice(0, 1))).toThrow(/cut off/);
  });
});
