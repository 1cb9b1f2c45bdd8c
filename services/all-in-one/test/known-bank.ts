import { type BankRecord, createBank, historyStart } from '@munshi/bank-simulator/simulate';
import type { TruthRecord } from '@munshi/bank-simulator/truth-record';
import { addDays, type CalendarDate, daysBetween, monthOf } from '@munshi/events/calendar-date';
import type { Customer } from '@munshi/events/customer';
import type { Transaction } from '@munshi/events/transaction';

type Truth<Kind extends TruthRecord['record']> = Extract<TruthRecord, { record: Kind }>;

/** What is really so for one customer, computed from the bank's records and truth alone: amounts in paise. */
export interface KnownCustomer {
  readonly customerId: string;
  readonly name: string;
  /** Current and savings accounts together. */
  readonly balance: number;
  readonly lastMonth: { readonly month: string; readonly spent: number };
  /** The month with the most spent on groceries. */
  readonly groceries: { readonly month: string; readonly spent: number };
  readonly biggestThisYear: { readonly transactionId: string; readonly minor: number };
  readonly transactionIds: readonly string[];
}

export interface KnownBank {
  /** The history as JSON lines. */
  readonly file: string;
  readonly lines: number;
  readonly customers: readonly KnownCustomer[];
}

export interface KnownBankOptions {
  readonly customers: number;
  readonly months: number;
  readonly seed: number;
  readonly today: CalendarDate;
}

export function createKnownBank({ customers, months, seed, today }: KnownBankOptions): KnownBank {
  const bank = createBank({ customers, seed, from: historyStart({ months, until: today }), until: today });
  const records = [...bank.history()];
  const truth = [...bank.truth()];
  return {
    file: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
    lines: records.length,
    customers: bank.customers.map(({ customerId, name }) => knownCustomer({ customerId, name, records, truth, today })),
  };
}

interface Sources {
  readonly customerId: string;
  readonly name: string;
  readonly records: readonly BankRecord[];
  readonly truth: readonly TruthRecord[];
  readonly today: CalendarDate;
}

function knownCustomer({ customerId, name, records, truth, today }: Sources): KnownCustomer {
  const isOwn = (record: { customerId?: string }) => record.customerId === customerId;
  const profile = records.find((record) => record.record === 'customer' && isOwn(record)) as Customer | undefined;
  const transactions = records.filter((record) => record.record === 'transaction' && isOwn(record)) as unknown as Transaction[];
  const months = truth.filter((record): record is Truth<'month'> => record.record === 'month' && isOwn(record));
  const lastMonth = monthOf(addDays(`${monthOf(today)}-01`, -1));
  const groceries = months
    .map(({ month, categories }) => ({ month, spent: categories.groceries ?? 0 }))
    .reduce((most, month) => (month.spent > most.spent ? month : most));
  return {
    customerId,
    name,
    balance: balanceOf(profile, truth),
    lastMonth: { month: lastMonth, spent: months.find(({ month }) => month === lastMonth)?.spent ?? 0 },
    groceries,
    biggestThisYear: biggestOf(transactions, truth, today.slice(0, 4)),
    transactionIds: [...new Set(transactions.map(({ transactionId }) => transactionId))],
  };
}

function balanceOf(profile: Customer | undefined, truth: readonly TruthRecord[]): number {
  const own = (profile?.accounts ?? []).filter(({ kind }) => kind === 'current' || kind === 'savings');
  const balances = truth.filter((record): record is Truth<'balance'> => record.record === 'balance');
  const newest = own.map(({ accountId }) =>
    balances
      .filter((balance) => balance.accountId === accountId)
      .sort((one, other) => one.date.localeCompare(other.date))
      .at(-1),
  );
  return newest.reduce((sum, balance) => sum + (balance?.minor ?? 0), 0);
}

/** The largest posted payment that is neither a transfer between own accounts nor undone by a reversal. */
function biggestOf(transactions: readonly Transaction[], truth: readonly TruthRecord[], year: string): KnownCustomer['biggestThisYear'] {
  const labels = new Map(
    truth.filter((record): record is Truth<'transaction'> => record.record === 'transaction').map((label) => [label.transactionId, label]),
  );
  const newest = [...new Map(transactions.map((transaction) => [transaction.transactionId, transaction])).values()].filter(
    ({ status }) => status === 'posted',
  );
  const credits = newest.filter(({ amount }) => amount.minor > 0);
  const isReversed = (paid: Transaction) =>
    credits.some(
      (credit) =>
        labels.get(credit.transactionId)?.refundMatch === paid.transactionId &&
        credit.accountId === paid.accountId &&
        credit.amount.minor === -paid.amount.minor &&
        daysBetween(paid.date, credit.date) <= 3,
    );
  const expenses = newest.filter(
    (paid) => paid.amount.minor < 0 && paid.date.startsWith(year) && !labels.get(paid.transactionId)?.transferMatch && !isReversed(paid),
  );
  const biggest = expenses.reduce((most, paid) => (paid.amount.minor < most.amount.minor ? paid : most));
  return { transactionId: biggest.transactionId, minor: -biggest.amount.minor };
}
