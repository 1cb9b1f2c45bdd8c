import type { CalendarDate } from '@munshi/events/calendar-date';
import type { Category } from '@munshi/events/spending';
import type { Transaction } from '@munshi/events/transaction';
import type { ChurnKind } from './churn.ts';
import type { Household, Stage } from './demography.ts';
import type { LifeEventKind, Uptake } from './life-events.ts';
import type { Cadence, Obligation, Trap } from './obligations.ts';
import type { Temperament } from './temperament.ts';

export type AnomalyKind =
  | 'unusual-amount'
  | 'foreign-merchant'
  | 'night-burst'
  | 'duplicate-charge'
  | 'new-payee'
  | 'account-drain'
  | 'stolen-card'
  | 'compromised-terminal'
  | 'unusual-place'
  | 'unusual-hour';

/** Data that trips careless readers: a memo that reads as an instruction, quotes, letters beyond ASCII. */
export type Awkward = 'instruction' | 'apostrophe' | 'non-ascii';

/** What is really so about one transaction, whatever its versions. */
export interface TransactionTruth {
  readonly transactionId: string;
  readonly customerId: string;
  readonly category: Category;
  readonly merchant: string | null;
  readonly streamId: string | null;
  /** The habit that it belongs to: a rhythm without a contract. */
  readonly habitId: string | null;
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
  /** The transaction's time, for sorting. */
  readonly epochMs: number;
  readonly transaction: Transaction;
  readonly truth: TransactionTruth;
  readonly undoes: Undone | null;
  /** What the customer would say of it if asked; null where they would say nothing. */
  readonly says: 'normal' | 'notMe' | null;
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

/** Groceries at a regular cadence: found as a subscription they are found wrongly. */
export interface HabitTruth {
  readonly habitId: string;
  readonly customerId: string;
  readonly cadence: Cadence;
  readonly from: CalendarDate;
  readonly to: CalendarDate;
  readonly trap: 'groceries';
}

/** What the customer would answer to an alert on a transaction, the day after it. */
export interface FeedbackTruth {
  readonly customerId: string;
  readonly transactionId: string;
  readonly value: 'normal' | 'notMe';
  readonly date: CalendarDate;
}

export interface CustomerTruth {
  readonly customerId: string;
  readonly temperament: Temperament['name'];
  readonly stage: Stage;
  readonly household: Household;
  /** Products that would serve the customer. */
  readonly needs: readonly string[];
  /** The date from which the customer leaves, and how; null for who stays. */
  readonly churn: CalendarDate | null;
  readonly churnKind: ChurnKind | null;
  /** First and last day of long holidays: quiet, and no leaving. */
  readonly gaps: readonly { readonly from: CalendarDate; readonly to: CalendarDate }[];
  readonly lifeEvents: readonly { readonly kind: LifeEventKind; readonly date: CalendarDate }[];
  /** Products taken up in the history. */
  readonly uptake: readonly { readonly product: Uptake['product']; readonly date: CalendarDate }[];
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
  | ({ readonly record: 'habit' } & HabitTruth)
  | ({ readonly record: 'feedback' } & FeedbackTruth)
  | ({ readonly record: 'customer' } & CustomerTruth)
  | ({ readonly record: 'month' } & MonthTruth)
  | ({ readonly record: 'balance' } & BalanceTruth);
