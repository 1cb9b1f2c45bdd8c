import type { Transaction } from '@munshi/events/transaction';
import { describe, expect, it } from 'vitest';
import { createInMemoryLedger, shuffled } from '../../../test/in-memory-ledger.ts';
import { transactionEvent } from '../../../test/simulated-bank.ts';
import { applyToCustomer } from '../apply/apply-to-customer.ts';
import { emptyState } from '../customer/customer-state.ts';
import { packState, unpackState } from '../customer/stored-state.ts';
import { customerWindows, emptyCustomerMoments } from './customer-windows.ts';

const DAY = 86_400;

function payment(over: Partial<Transaction> & Pick<Transaction, 'transactionId'>): Transaction {
  return {
    customerId: 'c',
    amount: { minor: -10_000, currency: 'INR' },
    date: '2026-03-29',
    time: '2026-03-29T00:30:00Z',
    status: 'posted',
    source: 'bank',
    merchant: { id: 'M', name: 'Shop', mcc: '5411', city: 'Mumbai', country: 'IN' },
    ...over,
  };
}

function stateOf(transactions: readonly Transaction[], timeZone = 'Asia/Kolkata') {
  const state = emptyState('c');
  const events = transactions.map((data) => transactionEvent(data));
  const { changed, alerts, samples } = applyToCustomer({ state, standing: [], events }, { prior: {}, timeZone });
  return { state, changed, alerts, samples };
}

describe('the clock of the bank', () => {
  // summer time begins at 01:00 UTC on 29 March 2026 in Berlin, and ends at 01:00 UTC on 25 October: no 2 o'clock, and two of them
  const instants = ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'];
  const payments = instants.map((time, at) =>
    payment({ transactionId: `t${at}`, time, date: time.slice(0, 10), amount: { minor: -100 - at, currency: 'INR' } }),
  );

  it('is that of its zone, summer time and half hours included', () => {
    const hours = (zone: string) => stateOf(payments, zone).changed.map(({ hour }) => hour);
    expect(hours('Europe/Berlin')).toEqual([1, 3, 2, 2]);
    expect(hours('Asia/Kolkata')).toEqual([6, 7, 6, 7]);
    expect(hours('UTC')).toEqual([0, 1, 0, 1]);
  });

  it('moves no window: these are of elapsed seconds', () => {
    const { state } = stateOf(payments, 'Europe/Berlin');
    const moments = state.moments.INR ?? emptyCustomerMoments();
    const last = Date.parse(instants[3] as string) / 1000;
    expect(customerWindows(moments, last)[0]).toEqual({ days: 1, count: 2, sum: 205 });
    expect(customerWindows(moments, last + DAY - 1)[0]).toEqual({ days: 1, count: 1, sum: 103 });
    expect(stateOf(payments, 'UTC').state.moments).toEqual(state.moments);
  });
});

describe('currencies', () => {
  const currencies = ['INR', 'JPY', 'USD'];
  const mixed = Array.from({ length: 60 }, (_, at) =>
    payment({
      transactionId: `t${at}`,
      time: new Date(Date.parse('2026-03-01T00:00:00Z') + at * 3_700_000).toISOString(),
      amount: { minor: -(100 + at * 7), currency: currencies[at % 3] as string },
    }),
  );

  it.each([1, 2])('are never mixed: each ends as if the others were not there, in any order (%i)', (seed) => {
    const ledger = createInMemoryLedger();
    ledger.transactions(shuffled(mixed, seed).map((data) => transactionEvent(data)));
    const together = ledger.states.get('c');
    for (const currency of currencies) {
      const { state: alone } = stateOf(mixed.filter(({ amount }) => amount.currency === currency));
      const ofCurrency = (values: Record<string, unknown> | undefined) =>
        Object.fromEntries(Object.entries(values ?? {}).filter(([key]) => key.split(' ').includes(currency)));
      expect(together?.moments[currency]).toEqual(alone.moments[currency]);
      expect(ofCurrency(together?.months)).toEqual(alone.months);
      expect(Object.keys(alone.habits.categories).every((key) => key.startsWith(`${currency} `))).toBe(true);
    }
  });
});

describe('little or nothing', () => {
  it('of nobody nothing is known, and nothing is said', () => {
    const { state, changed, alerts, samples } = stateOf([]);
    expect(state).toEqual(emptyState('c'));
    expect([...changed, ...alerts, ...samples]).toEqual([]);
    expect(unpackState(JSON.parse(JSON.stringify(packState(state))))).toEqual(state);
    expect(customerWindows(emptyCustomerMoments(), 0).every(({ count, sum }) => count === 0 && sum === 0)).toBe(true);
  });

  it.each([
    { amount: { minor: -1, currency: 'INR' } },
    { amount: { minor: 0, currency: 'INR' } },
    { amount: { minor: -9_007_199_254, currency: 'JPY' }, time: null },
    { merchant: null, time: null },
  ])('of one transaction the figures are finite, and nothing alerts as unlike habits that are not there (%o)', (over) => {
    const { state, changed, alerts, samples } = stateOf([payment({ transactionId: 'one', ...over })]);
    expect(changed).toHaveLength(1);
    expect(alerts).toEqual([]);
    for (const { score } of changed) expect(score === null || (score >= 0 && score < 0.5)).toBe(true);
    for (const { features } of samples) expect(features.every((value) => value === null || Number.isFinite(value))).toBe(true);
    expect(unpackState(JSON.parse(JSON.stringify(packState(state))))).toEqual(JSON.parse(JSON.stringify(state)));
  });
});
