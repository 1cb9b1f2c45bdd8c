import { describe, expect, it } from 'vitest';
import { createInMemoryLedger, inBatches } from '../../../test/in-memory-ledger.ts';
import { simulatedBank } from '../../../test/simulated-bank.ts';
import { dueChurn, dueRecommendations, dueSpending } from '../apply/due-states.ts';
import { NO_SAVINGS } from '../goals/savings.ts';
import { emptyMoney } from '../outlook/money-state.ts';
import { spendingView } from '../outlook/money-view.ts';
import { emptyState, STATE_VERSION } from './customer-state.ts';
import { packIntegers, unpackIntegers } from './packed-integers.ts';
import { packState, unpackState } from './stored-state.ts';

const bank = simulatedBank({ customers: 9, from: '2025-07-01', until: '2026-07-01', seed: 8 });
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

describe('a state', () => {
  it('is read as it was written', () => {
    for (const state of [...states, emptyState('nobody')]) expect(unpackState(kept(packState(state)))).toEqual(kept(state));
  });

  it('of a year takes at most 8 KiB at the median', () => {
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

  it('of an older version is read, and what it did not keep begins empty', () => {
    const [state] = states;
    if (state === undefined) throw new Error('no state');
    const { moments, ...one } = kept(state);
    const lows = { 'A 2026-01': { minor: 5, currency: 'INR', transactionId: 't' } };
    expect(unpackState({ ...one, version: 1, lows })).toEqual({ ...kept(state), version: STATE_VERSION, moments: {} });
    expect(unpackState({ ...one, version: 2, moments, lows })).toEqual({ ...kept(state), version: STATE_VERSION });
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
