import { addDays, dateIn, daysBetween } from '@munshi/events/calendar-date';
import { customer as customerSchema } from '@munshi/events/customer';
import { document as documentSchema } from '@munshi/events/document';
import { transaction as transactionSchema } from '@munshi/events/transaction';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BankRecord, createBank } from '../src/simulate.ts';
import { bankOf, customersOf, DEMO, SMALL, transactionsOf, UNTIL, withoutLabel } from './sample-bank.ts';

describe('the demo bank', () => {
  let records: BankRecord[];
  beforeAll(() => {
    records = [...createBank(DEMO).history()];
  });

  test('every record has exactly the shape of its topic', () => {
    const schemas = { customer: customerSchema.strict(), document: documentSchema.strict(), transaction: transactionSchema.strict() };
    for (const record of records) {
      const data = withoutLabel(record);
      expect(schemas[record.record].parse(JSON.parse(JSON.stringify(data)))).toEqual(data);
    }
  });

  test('customers come first, documents next, then transactions in the order of their times', () => {
    const kinds = records.map(({ record }) => record);
    const firstTransaction = kinds.indexOf('transaction');
    expect(new Set(kinds.slice(0, kinds.indexOf('document')))).toEqual(new Set(['customer']));
    expect(new Set(kinds.slice(kinds.indexOf('document'), firstTransaction))).toEqual(new Set(['document']));
    const times = transactionsOf(records).map(({ time }) => time ?? '');
    expect(times).toEqual([...times].sort());
  });

  test('has the scale of a bank: 65 to 75 transactions a customer and month', () => {
    const perMonth = transactionsOf(records).length / DEMO.customers / 12;
    expect(perMonth).toBeGreaterThan(65);
    expect(perMonth).toBeLessThan(75);
  });

  test('every date is the local day of its time, from the first day to the one before `until`', () => {
    const transactions = transactionsOf(records);
    for (const { date, time } of transactions) expect(dateIn('Asia/Kolkata', new Date(time ?? ''))).toBe(date);
    expect(transactions[0]?.date).toBe(DEMO.from);
    expect(transactions.at(-1)?.date).toBe(addDays(UNTIL, -1));
  });

  test('every balance is the one before and the amount, to the paisa', () => {
    const accounts = customersOf(records).flatMap((customer) => customer.accounts ?? []);
    const balances = new Map(accounts.map(({ accountId, balance }) => [accountId, balance?.minor]));
    const lastTimes = new Map<string, string>();
    for (const { accountId, amount, balanceAfter, status, time } of transactionsOf(records)) {
      const id = accountId ?? '';
      expect((lastTimes.get(id) ?? '') < (time ?? '')).toBe(true);
      lastTimes.set(id, time ?? '');
      if (status !== 'posted') expect(balanceAfter).toBeNull();
      else {
        expect(balanceAfter?.minor).toBe((balances.get(id) ?? Number.NaN) + amount.minor);
        balances.set(id, balanceAfter?.minor);
      }
    }
  });

  test('nobody overdraws an account; what cards owe stays within reason', () => {
    const kinds = new Map(
      customersOf(records).flatMap(({ accounts }) => (accounts ?? []).map(({ accountId, kind }) => [accountId, kind] as const)),
    );
    const lows = transactionsOf(records).filter(({ balanceAfter }) => balanceAfter && balanceAfter.minor < 0);
    expect(new Set(lows.map(({ accountId }) => kinds.get(accountId ?? '')))).toEqual(new Set(['card', 'loan']));
    const bounced = transactionsOf(records).filter(
      ({ balanceAfter, accountId }) => kinds.get(accountId ?? '') === 'card' && (balanceAfter?.minor ?? 0) < -100_000_000,
    );
    expect(bounced).toEqual([]);
  });

  test('an id names one transaction; a pending one ends posted or cancelled, or is of the last days', () => {
    const versions = Map.groupBy(transactionsOf(records), ({ transactionId }) => transactionId);
    for (const [first, second, ...others] of versions.values()) {
      expect(others).toEqual([]);
      if (second) expect([first?.status, first?.amount, first?.accountId]).toEqual(['pending', second.amount, second.accountId]);
      else if (first?.status === 'pending') expect(daysBetween(first.date, UNTIL)).toBeLessThanOrEqual(2);
    }
    const ends = [...versions.values()].flatMap(([, second]) => second?.status ?? []);
    expect(new Set(ends)).toEqual(new Set(['posted', 'cancelled']));
  });

  test('both legs of an own transfer name each other', () => {
    const owners = new Map(transactionsOf(records).map(({ accountId, customerId }) => [accountId, customerId]));
    const legs = transactionsOf(records).filter(({ counterparty }) => counterparty?.account);
    expect(legs.length).toBeGreaterThan(1000);
    for (const { counterparty, customerId } of legs) expect(owners.get(counterparty?.account ?? '')).toBe(customerId);
    expect(legs.reduce((sum, { amount }) => sum + amount.minor, 0)).toBe(0);
  });

  test('every payment at a merchant carries its category code', () => {
    for (const { merchant } of transactionsOf(records)) if (merchant) expect(merchant.mcc).toMatch(/^\d{4}$/);
  });

  test('one profile comes late, and every other before', () => {
    const last = records.at(-1);
    expect(last?.record).toBe('customer');
    expect(customersOf(records)).toHaveLength(60);
  });
});

describe('determinism', () => {
  test('the same options give the same bank, another seed another', () => {
    expect([...bankOf().history()]).toEqual([...bankOf().history()]);
    expect([...bankOf().truth()]).toEqual([...bankOf().truth()]);
    expect([...bankOf({ seed: 4 }).history()]).not.toEqual([...bankOf().history()]);
  });

  test('a later end adds days and changes none', () => {
    const later = addDays(UNTIL, 23);
    const [short, long] = [transactionsOf(bankOf().history()), transactionsOf(bankOf({ until: later }).history())];
    expect(long.length).toBeGreaterThan(short.length);
    expect(long.slice(0, short.length)).toEqual(short);
    const missing = [...bankOf({ until: later }).history({ since: UNTIL })];
    expect(new Set(missing.map(({ record }) => record))).toEqual(new Set(['transaction']));
    expect(transactionsOf(missing)).toEqual(long.slice(short.length));
  });

  test('more customers change nothing for the first', () => {
    const known = new Set(bankOf().customers.map(({ customerId }) => customerId));
    const among = transactionsOf(bankOf({ customers: 12 }).history()).filter(({ customerId }) => known.has(customerId));
    const sorted = (transactions: typeof among) =>
      [...transactions].sort((one, other) => (one.transactionId < other.transactionId ? -1 : 1));
    expect(sorted(among)).toEqual(sorted(transactionsOf(bankOf().history())));
  });
});

describe('profiles', () => {
  test('as many come late or never as is asked for', () => {
    const bank = bankOf({ profiles: { late: 2, missing: 1 } });
    const kinds = [...bank.history()].map(({ record }) => record);
    expect(kinds.filter((kind) => kind === 'customer')).toHaveLength(SMALL.customers - 1);
    expect(kinds.slice(-2)).toEqual(['customer', 'customer']);
    expect(new Set(transactionsOf(bank.history()).map(({ customerId }) => customerId)).size).toBe(SMALL.customers);
  });

  test('a bank of one customer has its profile first', () => {
    expect(bankOf({ customers: 1 }).history().next().value).toMatchObject({ record: 'customer' });
  });
});

describe('options that make no bank', () => {
  test.each([
    [{ customers: 0 }, 'customers'],
    [{ customers: 2 ** 21 }, 'customers'],
    [{ seed: 0.5 }, 'seed'],
    [{ until: '2026-02-30' }, 'until'],
    [{ from: '2026-03-18' }, 'from'],
    [{ profiles: { late: 5, missing: 4 } }, 'profiles'],
  ])('%j', (options, named) => {
    expect(() => bankOf(options)).toThrow(new RegExp(named));
  });

  test('a history without a day has customers and documents alone', () => {
    expect(transactionsOf(bankOf({ from: UNTIL }).history())).toEqual([]);
  });
});
