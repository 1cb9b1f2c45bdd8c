import { type CalendarDate, daysBetween, monthOf } from '@munshi/events/calendar-date';
import type { Category } from '@munshi/events/spending';
import { CURRENCY, type OwnAccount } from './account-book.ts';
import type { Obligation } from './obligations.ts';
import type { BalanceTruth, Entry, HabitTruth, MonthTruth, StreamTruth, TransactionTruth } from './truth-record.ts';

/** A credit that undoes a purchase whole, on its account, within so many days is a reversal; any other is a refund. */
export const REVERSAL_DAYS = 3;

interface Sums {
  readonly customerId: string;
  readonly month: string;
  spent: number;
  received: number;
  readonly categories: Partial<Record<Category, number>>;
}

/** Adds up what is really so, by the definitions of spending, receipts and balance that the product answers with. */
export interface TruthBook {
  /** Takes one entry in; the label of its transaction, the first time it is seen. */
  learn(entry: Entry): TransactionTruth | null;
  /** The last known balance of each account, on that date. */
  balancesOn(date: CalendarDate): BalanceTruth[];
  months(): MonthTruth[];
  streams(obligationOf: (streamId: string) => Obligation | undefined): StreamTruth[];
  habits(): HabitTruth[];
}

export function createTruthBook(accounts: readonly Pick<OwnAccount, 'accountId' | 'opening'>[]): TruthBook {
  const balances = new Map(accounts.map(({ accountId, opening }) => [accountId, opening]));
  const sums = new Map<string, Sums>();
  const streams: Spans = new Map();
  const habits: Spans = new Map();
  const open = new Set<string>();

  function learn(entry: Entry): TransactionTruth | null {
    const { transaction, truth } = entry;
    const isLater = open.delete(transaction.transactionId);
    if (transaction.status === 'pending') open.add(transaction.transactionId);
    if (transaction.status === 'posted') {
      if (transaction.accountId && transaction.balanceAfter) balances.set(transaction.accountId, transaction.balanceAfter.minor);
      add(entry);
      extend(streams, truth.streamId, transaction);
      extend(habits, truth.habitId, transaction);
    }
    return isLater ? null : truth;
  }

  function add({ transaction, truth, undoes }: Entry): void {
    const { customerId, date, amount } = transaction;
    if (truth.transferMatch !== null) return;
    if (undoes) {
      const isReversal = amount.minor === -undoes.minor && daysBetween(undoes.date, date) <= REVERSAL_DAYS;
      spend(sumsOf(customerId, monthOf(isReversal ? undoes.date : date)), undoes.category, -amount.minor);
    } else if (amount.minor < 0) spend(sumsOf(customerId, monthOf(date)), truth.category, -amount.minor);
    else sumsOf(customerId, monthOf(date)).received += amount.minor;
  }

  function spend(month: Sums, category: Category, minor: number): void {
    month.spent += minor;
    month.categories[category] = (month.categories[category] ?? 0) + minor;
  }

  function sumsOf(customerId: string, month: string): Sums {
    const key = `${customerId} ${month}`;
    const known = sums.get(key);
    if (known) return known;
    const made: Sums = { customerId, month, spent: 0, received: 0, categories: {} };
    sums.set(key, made);
    return made;
  }

  return {
    learn,
    balancesOn: (date) => [...balances].map(([accountId, minor]) => ({ accountId, date, minor })),
    months: () => [...sums.values()].map((month) => ({ ...month, currency: CURRENCY })),
    streams: (obligationOf) =>
      [...streams].flatMap(([streamId, { customerId, from, to }]) => {
        const obligation = obligationOf(streamId);
        return obligation
          ? [{ streamId, customerId, kind: obligation.kind, cadence: obligation.cadence, from, to, trap: obligation.trap }]
          : [];
      }),
    habits: () => [...habits].map(([habitId, span]) => ({ habitId, ...span, cadence: 'weekly', trap: 'groceries' })),
  };
}

type Spans = Map<string, { readonly customerId: string; readonly from: CalendarDate; to: CalendarDate }>;

function extend(spans: Spans, id: string | null, { customerId, date }: { readonly customerId: string; readonly date: CalendarDate }): void {
  if (id === null) return;
  const known = spans.get(id);
  if (known) known.to = date;
  else spans.set(id, { customerId, from: date, to: date });
}
