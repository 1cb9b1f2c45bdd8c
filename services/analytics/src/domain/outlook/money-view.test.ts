import { addDays } from '@munshi/events/calendar-date';
import { entriesOf, type LedgerRow, spendingIn } from '@munshi/facts/definitions';
import { describe, expect, it } from 'vitest';
import { createInMemoryLedger, inBatches, shuffled } from '../../../test/in-memory-ledger.ts';
import { simulatedBank, transactionEvent } from '../../../test/simulated-bank.ts';
import { emptyState } from '../customer/customer-state.ts';
import { NO_SAVINGS } from '../goals/savings.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { emptyMoney } from './money-state.ts';
import { spendingView } from './money-view.ts';

const bank = simulatedBank({ customers: 3, from: '2025-12-01', until: '2026-04-01', seed: 13 });
const transaction = (over: {
  readonly transactionId: string;
  readonly date: string;
  readonly minor: number;
  readonly currency?: string;
  readonly time?: string;
}) =>
  transactionEvent({
    customerId: 'c',
    accountId: 'A',
    amount: { minor: over.minor, currency: over.currency ?? 'INR' },
    date: over.date,
    time: over.time ?? null,
    transactionId: over.transactionId,
    status: 'posted',
    source: 'bank',
    merchant: { id: 'm', name: 'Shop', mcc: '5411' },
  });

function viewOf(ledger: ReturnType<typeof createInMemoryLedger>, customerId: string) {
  const state = ledger.states.get(customerId) ?? emptyState(customerId);
  return state.span === null ? null : spendingView(state, state.span, { money: emptyMoney(customerId), savings: NO_SAVINGS });
}

const toRow = ({ minor, currency, ...entry }: LedgerEntry): LedgerRow => ({
  ...entry,
  amount: { minor, currency },
  enriched: true,
  balanceAfter: null,
  order: 0,
});

describe('totals', () => {
  it.each([1, 2, 3])('are those of the ledger to the paisa, by month, currency and category, in any order (%i)', (seed) => {
    const ledger = createInMemoryLedger();
    for (const event of bank.customers) ledger.profile(event);
    for (const batch of inBatches(shuffled(bank.transactions, seed), 37)) ledger.transactions(batch);
    for (const { key } of bank.customers) {
      const entries = entriesOf(
        ledger
          .entries()
          .filter(({ customerId }) => customerId === key)
          .map(toRow),
      );
      for (const { month, currency, spent, received, categories } of viewOf(ledger, key)?.months ?? []) {
        const period = { from: `${month}-01`, to: addDays(addDays(`${month}-28`, 4).slice(0, 8).concat('01'), -1) };
        const total = spendingIn(entries, { period }).find((one) => one.currency === currency);
        expect([spent, received]).toEqual([total?.spent, total?.received]);
        expect(spent).toBe(categories.reduce((sum, one) => sum + one.spent, 0));
        for (const one of categories) expect(one.spent).toBe(total?.categories.find(({ category }) => category === one.category)?.spent);
      }
    }
  });
});

describe('the view of a customer', () => {
  it('without a transaction is none; with one it has that one and nothing that is guessed of it', () => {
    const ledger = createInMemoryLedger();
    expect(viewOf(ledger, 'c')).toBeNull();
    ledger.transactions([transaction({ transactionId: 't', date: '2026-03-14', minor: -12_345 })]);
    expect(viewOf(ledger, 'c')).toEqual({
      months: [
        { month: '2026-03', currency: 'INR', spent: 12_345, received: 0, categories: [{ category: 'groceries', spent: 12_345, count: 1 }] },
      ],
      usual: [],
      pace: [],
      budgets: [],
      tips: [],
      noTips: null,
    });
  });

  it('never adds currencies', () => {
    const ledger = createInMemoryLedger();
    ledger.transactions([
      transaction({ transactionId: 'a', date: '2026-03-14', minor: -100 }),
      transaction({ transactionId: 'b', date: '2026-03-14', minor: -7, currency: 'USD' }),
    ]);
    expect(viewOf(ledger, 'c')?.months.map(({ currency, spent }) => [currency, spent])).toEqual([
      ['INR', 100],
      ['USD', 7],
    ]);
  });

  it.each([
    ['the hour that a clock skips', '2026-03-29T01:30:00Z'],
    ['the hour that a clock repeats', '2026-10-25T00:30:00Z'],
    ['midnight of another zone', '2026-03-28T18:30:00Z'],
  ])('keeps a payment on the bank’s own date, whatever the instant says: %s', (_name, time) => {
    for (const timeZone of ['Asia/Kolkata', 'Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati']) {
      const ledger = createInMemoryLedger({}, timeZone);
      const [date] = ['2026-03-31'];
      ledger.transactions([transaction({ transactionId: 't', date: date as string, minor: -100, time })]);
      expect(viewOf(ledger, 'c')?.months.map(({ month, spent }) => [month, spent])).toEqual([['2026-03', 100]]);
    }
  });
});
