import type { CalendarDate } from '@munshi/events/calendar-date';
import type { Category } from '@munshi/events/spending';
import type { Transaction } from '@munshi/events/transaction';
import type { Cadence, Obligation, Trap } from './obligations.ts';
import type { Temperament } from './temperament.ts';

export type AnomalyKind = 'unusual-amount' | 'foreign-merchant' | 'night-burst' | 'duplicate-charge' | 'new-payee' | 'account-drain';

/** Data that trips careless readers: a memo that reads as an instruction, quotes, letters beyond ASCII. */
export type Awkward = 'instruction' | 'apostrophe' | 'non-ascii';

/** What is really so about one transaction, whatever its versions. */
export interface TransactionTruth {
  readonly transactionId: string;
  readonly customerId: string;
  readonly category: Category;
  readonly merchant: string | null;
  readonly streamId: string | null;
  /** The other leg, where money only moved between own accounts or paid an own card's bill. */
  readonly transferMatch: string | null;
  /** The purchase that this refunds or reverses. */
  readonly refundMatch: string | null;
  readonly anomaly: AnomalyKind | null;
  readonly awkward: Awkward | null;
}

/** The purchase that a refund or reversal undoes. */
export interface Undone {
  readonly transactionId: string;
  readonly date: CalendarDate;
  /** Paise, negative. */
  readonly minor: number;
  readonly category: Category;
}

/** A transaction as the bank reports it, with the truth about it. */
export interface Entry {
  readonly transaction: Transaction;
  readonly truth: TransactionTruth;
  readonly undoes: Undone | null;
}

export interface StreamTruth {
  readonly streamId: string;
  readonly customerId: string;
  readonly kind: Obligation['kind'];
  readonly cadence: Cadence;
  /** The first and the last payment of the history. */
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly trap: Trap | null;
}

export interface CustomerTruth {
  readonly customerId: string;
  readonly temperament: Temperament['name'];
  /** Products that would serve the customer. */
  readonly needs: readonly string[];
  /** The date from which the activity fades; null for who stays. */
  readonly churn: CalendarDate | null;
}

export interface MonthTruth {
  readonly customerId: string;
  readonly month: string;
  readonly currency: string;
  /** Paise, positive; `categories` divides `spent`, and is negative where more was refunded than bought. */
  readonly spent: number;
  readonly received: number;
  readonly categories: Readonly<Partial<Record<Category, number>>>;
}

export interface BalanceTruth {
  readonly accountId: string;
  readonly date: CalendarDate;
  readonly minor: number;
}

export type TruthRecord =
  | ({ readonly record: 'transaction' } & TransactionTruth)
  | ({ readonly record: 'stream' } & StreamTruth)
  | ({ readonly record: 'customer' } & CustomerTruth)
  | ({ readonly record: 'month' } & MonthTruth)
  | ({ readonly record: 'balance' } & BalanceTruth);
