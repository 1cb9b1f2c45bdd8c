import { describe, expect, test } from 'vitest';
import { balanceOf, biggestExpenses, entriesOf, type LedgerRow, spendingIn } from './definitions.ts';

let order = 0;
const row = (transactionId: string, date: string, minor: number, more: Partial<LedgerRow> = {}): LedgerRow => ({
  transactionId,
  source: 'bank',
  accountId: 'a1',
  amount: { minor, currency: 'INR' },
  date,
  time: null,
  status: 'posted',
  category: 'shopping',
  merchantName: null,
  enriched: true,
  transferMatch: null,
  refundMatch: null,
  balanceAfter: null,
  order: order++,
  ...more,
});
const july = { from: '2026-07-01', to: '2026-07-31' };
const august = { from: '2026-08-01', to: '2026-08-31' };
const spent = (rows: LedgerRow[], period = july) => spendingIn(entriesOf(rows), { period })[0]?.spent ?? null;

describe('spending', () => {
  test('takes in fees and cash, not own transfers, pending or cancelled ones', () => {
    const rows = [
      row('t1', '2026-07-01', -10_000),
      row('t2', '2026-07-31', -250, { category: 'fees' }),
      row('t3', '2026-07-10', -5000, { category: 'cash' }),
      row('t4', '2026-07-11', -70_000, { transferMatch: 't5' }),
      row('t5', '2026-07-11', 70_000, { transferMatch: 't4', accountId: 'a2' }),
      row('t6', '2026-07-12', -99, { status: 'pending' }),
      row('t7', '2026-07-12', -77, { status: 'cancelled' }),
      row('t8', '2026-08-01', -1),
      row('t9', '2026-06-30', -1),
    ];
    const [total] = spendingIn(entriesOf(rows), { period: july });
    expect(total).toMatchObject({ spent: 15_250, received: 0, count: 3, pending: { spent: 99 } });
    expect(total?.categories.map(({ category, spent }) => [category, spent])).toEqual([
      ['shopping', 10_000],
      ['cash', 5000],
      ['fees', 250],
    ]);
  });

  test.each([
    ['the same day', '2026-07-30', 0],
    ['three days later, in another month', '2026-08-02', 0],
    ['four days later', '2026-08-03', 10_000],
  ])('a credit of the same amount %s', (_when, date, left) => {
    const rows = [row('p', '2026-07-30', -10_000), row('r', date, 10_000, { refundMatch: 'p' })];
    expect(spent(rows) ?? 0).toBe(left);
    expect(spent(rows, august) ?? 0).toBe(left === 0 ? 0 : -10_000);
  });

  test('a refund reduces its own date, in the category and at the merchant of the purchase', () => {
    const rows = [
      row('p', '2026-07-01', -10_000, { category: 'travel', merchantName: 'IRCTC' }),
      row('q', '2026-08-05', -50_000, { category: 'travel', merchantName: 'IRCTC' }),
      row('r', '2026-08-20', 4000, { refundMatch: 'p', category: 'income' }),
    ];
    expect(spent(rows)).toBe(10_000);
    const [total] = spendingIn(entriesOf(rows), { period: august, category: 'travel', merchantName: 'IRCTC' });
    expect(total).toMatchObject({ spent: 46_000, received: 0, count: 1 });
  });

  test('one purchase is reversed once, and only on its own account', () => {
    const purchase = row('p', '2026-07-01', -500);
    expect(spent([purchase, row('r1', '2026-07-02', 500, { refundMatch: 'p' }), row('r2', '2026-07-02', 500, { refundMatch: 'p' })])).toBe(
      -500,
    );
    expect(spent([purchase, row('r', '2026-07-02', 500, { refundMatch: 'p', accountId: 'a2' })])).toBe(0);
    expect(entriesOf([purchase, row('r', '2026-07-02', 500, { refundMatch: 'p', accountId: 'a2' })]).map(({ role }) => role)).toEqual([
      'spent',
      'refund',
    ]);
  });

  test('a refund and its purchase belong to one source', () => {
    const rows = [row('p', '2026-07-01', -500, { source: 'other', category: 'travel' }), row('r', '2026-07-02', 500, { refundMatch: 'p' })];
    expect(entriesOf(rows).map(({ role, category }) => [role, category])).toEqual([
      ['spent', 'travel'],
      ['refund', 'shopping'],
    ]);
  });

  test('currencies are never added', () => {
    const rows = [row('t1', '2026-07-01', -100), row('t2', '2026-07-01', -300, { amount: { minor: -300, currency: 'USD' } })];
    expect(spendingIn(entriesOf(rows), { period: july }).map(({ currency, spent }) => [currency, spent])).toEqual([
      ['USD', 300],
      ['INR', 100],
    ]);
  });

  test('says how many were not enriched', () => {
    const rows = [row('t1', '2026-07-01', -100, { enriched: false, category: 'uncategorised' }), row('t2', '2026-07-01', -100)];
    expect(spendingIn(entriesOf(rows), { period: july })[0]).toMatchObject({ notEnriched: 1, spent: 200 });
  });

  test('the biggest expense is one purchase that counts; of equals the newest', () => {
    const rows = [
      row('t1', '2026-07-01', -900, { transferMatch: 'x' }),
      row('t2', '2026-07-02', -800),
      row('t3', '2026-07-03', 800, { refundMatch: 't2' }),
      row('t4', '2026-07-04', -700),
      row('t5', '2026-07-05', -700),
    ];
    expect(biggestExpenses(entriesOf(rows), { period: july }).map((entry) => entry.row.transactionId)).toEqual(['t5']);
  });
});

describe('balance', () => {
  const dateOf = (at: string): string => at.slice(0, 10);
  const inr = (minor: number) => ({ minor, currency: 'INR' });

  test('is unknown when the bank never reported one', () => {
    expect(balanceOf([row('t1', '2026-07-01', -100)], null, dateOf)).toBeNull();
  });

  test('is the newest report plus the posted amounts after it', () => {
    const rows = [
      row('t3', '2026-07-03', -30),
      row('t1', '2026-07-01', -100, { balanceAfter: inr(1000) }),
      row('t2', '2026-07-02', -50, { balanceAfter: inr(950) }),
      row('t4', '2026-07-04', -5, { status: 'pending', balanceAfter: inr(1) }),
    ];
    const balance = balanceOf(rows, null, dateOf);
    expect(balance?.money).toEqual(inr(920));
    expect(balance?.rows.map(({ transactionId }) => transactionId)).toEqual(['t2', 't3']);
  });

  test('of two reports at one moment the later told counts', () => {
    const time = '2026-07-01T10:00:00Z';
    const rows = [
      row('t1', '2026-07-01', -1, { time, balanceAfter: inr(10) }),
      row('t2', '2026-07-01', -1, { time, balanceAfter: inr(9) }),
    ];
    expect(balanceOf(rows, null, dateOf)?.money).toEqual(inr(9));
  });

  test("the customer record's report counts when it is newer, whatever the digits of its instant", () => {
    const rows = [
      row('t1', '2026-07-01', -1, { time: '2026-07-01T10:00:00Z', balanceAfter: inr(10) }),
      row('t2', '2026-07-01', -4, { time: '2026-07-01T12:00:00Z' }),
    ];
    const reported = { balance: inr(500), asOf: '2026-07-01T10:00:00.500Z' };
    expect(balanceOf(rows, reported, dateOf)).toMatchObject({ money: inr(496), fromRecord: true });
    expect(balanceOf(rows, { balance: inr(500), asOf: '2026-07-01T09:00:00Z' }, dateOf)).toMatchObject({
      money: inr(6),
      fromRecord: false,
    });
  });
});
