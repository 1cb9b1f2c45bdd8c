import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cut, type Outcome, openCutLedger } from './cut-ledger.ts';
import { simulatedBank, transactionEvent } from './simulated-bank.ts';

const bank = simulatedBank({ customers: 2, from: '2026-04-05', until: '2026-05-10', seed: 5 });
const [someone = ''] = bank.customers.map(({ key }) => key);

function payment(transactionId: string, over: Partial<Transaction> = {}): Transaction {
  const merchant = { id: 'X9', name: 'Luxe Watches', mcc: '5944', city: 'Dubai', country: 'AE' };
  const amount = { minor: -9_000_000, currency: 'INR' };
  return {
    customerId: someone,
    transactionId,
    amount,
    date: '2026-05-11',
    time: '2026-05-11T09:00:00Z',
    status: 'posted',
    source: 'bank',
    merchant,
    ...over,
  };
}

const seen = (data: Transaction, sequence = 1) => transactionEvent(data, { intake: 'live', sequence });
const dear = { minor: -60_000_000, currency: 'INR' };

/** What only shows in between: a hold that becomes another payment, one that is called off, money that moves or comes back at once. */
const between: readonly MunshiEvent<Transaction>[] = [
  seen(payment('hold', { status: 'pending', amount: { minor: -20_000, currency: 'INR' } })),
  seen(payment('next')),
  seen(payment('hold', { amount: dear }), 2),
  seen(payment('off', { status: 'pending', amount: dear, time: '2026-05-11T21:30:00Z' })),
  seen(payment('off', { status: 'cancelled', amount: dear, time: '2026-05-11T21:30:00Z' }), 2),
  seen(
    payment('leaves', {
      accountId: 'A1',
      amount: dear,
      merchant: null,
      counterparty: { name: 'Me', account: 'A2' },
      date: '2026-05-12',
      time: '2026-05-12T22:00:00Z',
    }),
  ),
  seen(
    payment('arrives', {
      accountId: 'A2',
      amount: { ...dear, minor: -dear.minor },
      merchant: null,
      date: '2026-05-12',
      time: '2026-05-12T22:00:05Z',
    }),
  ),
  seen(payment('bought', { accountId: 'A1', date: '2026-05-13', time: '2026-05-13T21:00:00Z' })),
  seen(
    payment('back', {
      accountId: 'A1',
      amount: { minor: 9_000_000, currency: 'INR' },
      date: '2026-05-13',
      time: '2026-05-13T21:01:00Z',
      refersTo: 'bought',
    }),
  ),
  seen(payment('corrected', { amount: { minor: -50_000, currency: 'INR' }, date: '2026-05-14', time: '2026-05-14T08:00:00Z' })),
  seen(payment('corrected', { amount: dear, date: '2026-05-14', time: '2026-05-14T20:00:00Z' }), 2),
  seen(payment('last', { date: '2026-05-15', time: '2026-05-15T08:00:00Z' })),
];
const transactions = [...bank.transactions, ...between];

/** Numbers in [0, 1), the same for the same seed (linear congruence). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Profiles, then the transactions in batches of 1 to `most`. */
function* cut(most: number, seed: number): Generator<Cut> {
  const random = randomOf(seed);
  yield { topic: 'bank.customers', events: bank.customers };
  for (let at = 0; at < transactions.length; ) {
    const size = 1 + Math.floor(random() * most);
    yield { topic: 'bank.transactions', events: transactions.slice(at, at + size) };
    at += size;
  }
}

describe('the same transactions in the same order, however they come in batches', () => {
  let ledger: Awaited<ReturnType<typeof openCutLedger>>;
  let single: Outcome;
  beforeAll(async () => {
    ledger = await openCutLedger();
    single = await ledger.run(cut(1, 0));
  }, 300_000);
  afterAll(() => ledger.close());

  it('are there to be compared', () => {
    const names = Object.keys(single);
    for (const kind of ['transaction', 'state', 'money', 'merchant', 'sample', 'said insights.anomalies', 'said insights.spending'])
      expect(names.filter((name) => name.startsWith(kind)).length, kind).toBeGreaterThan(1);
    expect(single['said insights.transactions bank/hold']).toBeDefined();
  });

  it.each([
    [3, 1],
    [9, 2],
    [40, 3],
    [transactions.length * 50, 4],
  ])('leave the same rows, sums, habits, scores and alerts, and the same newest insights (1 to %i at once)', async (most, seed) => {
    expect(await ledger.run(cut(most, seed))).toEqual(single);
  });
});
