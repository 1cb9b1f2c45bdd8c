import { type BankRecord, createBank } from '@munshi/bank-simulator/simulate';
import { dateIn, monthPeriod } from '@munshi/events/calendar-date';
import { beforeAll, describe, expect, test } from 'vitest';
import { balanceOf, entriesOf, type LedgerRow, spendingIn } from '../src/definitions.ts';

/** The definitions against a bank that knows what is really so: every month of every customer, every balance. */
const bank = createBank({ customers: 25, seed: 7, from: '2025-08-01', until: '2026-08-01' });
const records = [...bank.history()];
const truth = [...bank.truth()];
const ledgers = new Map<string, LedgerRow[]>();

beforeAll(() => {
  const labels = new Map(truth.flatMap((one) => (one.record === 'transaction' ? [[one.transactionId, one] as const] : [])));
  const rows = new Map<string, LedgerRow & { customerId: string }>();
  let order = 0;
  for (const record of records) {
    if (record.record !== 'transaction') continue;
    const { customerId, ...row } = toRow(record, order++);
    const label = labels.get(row.transactionId);
    const known = rows.get(row.transactionId);
    if (known?.status === 'posted' && row.status === 'pending') continue;
    rows.set(row.transactionId, {
      ...row,
      customerId,
      category: label?.category ?? 'uncategorised',
      transferMatch: label?.transferMatch ?? null,
      refundMatch: label?.refundMatch ?? row.refundMatch,
    });
  }
  for (const { customerId, ...row } of rows.values()) ledgers.set(customerId, [...(ledgers.get(customerId) ?? []), row]);
});

function toRow(record: Extract<BankRecord, { record: 'transaction' }>, order: number): LedgerRow & { customerId: string } {
  return {
    transactionId: record.transactionId,
    customerId: record.customerId,
    source: record.source,
    accountId: record.accountId ?? null,
    amount: record.amount,
    date: record.date,
    time: record.time ?? null,
    status: record.status,
    category: 'uncategorised',
    merchantName: record.merchant?.name ?? null,
    enriched: true,
    transferMatch: null,
    refundMatch: record.refersTo ?? null,
    balanceAfter: record.balanceAfter ?? null,
    order,
  };
}

describe('on the simulated bank', () => {
  test('spending, income and categories of every month are the truth', () => {
    const months = truth.filter((one) => one.record === 'month');
    expect(months.length).toBeGreaterThan(200);
    for (const month of months) {
      const entries = entriesOf(ledgers.get(month.customerId) ?? []);
      const [found] = spendingIn(entries, { period: monthPeriod(month.month) }).filter(({ currency }) => currency === month.currency);
      const categories = Object.fromEntries(
        (found?.categories ?? []).filter(({ spent }) => spent !== 0).map(({ category, spent }) => [category, spent]),
      );
      const expected = Object.fromEntries(Object.entries(month.categories).filter(([, spent]) => spent !== 0));
      expect({ of: month.customerId, month: month.month, spent: found?.spent ?? 0, received: found?.received ?? 0, categories }).toEqual({
        of: month.customerId,
        month: month.month,
        spent: month.spent,
        received: month.received,
        categories: expected,
      });
    }
  });

  test('balances at the ends of months are the truth', () => {
    const balances = truth.filter((one) => one.record === 'balance');
    expect(balances.length).toBeGreaterThan(200);
    for (const { accountId, date, minor } of balances) {
      const rows = [...ledgers.values()].flat().filter((row) => row.accountId === accountId && row.date <= date);
      const found = balanceOf(rows, null, (instant) => dateIn('Asia/Kolkata', new Date(instant)));
      if (found) expect({ accountId, date, minor: found.money.minor }).toEqual({ accountId, date, minor });
    }
  });
});
