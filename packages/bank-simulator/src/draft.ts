import type { Money } from '@munshi/events/money';
import type { Category } from '@munshi/events/spending';
import type { Merchant } from './merchants.ts';
import type { AnomalyKind, Awkward, Undone } from './truth-record.ts';

/** Which of the customer's accounts: where the income goes, the savings set aside, the credit card, the loan. */
export type Role = 'primary' | 'reserve' | 'card' | 'loan';

/** What becomes of a transaction after it was made. */
export type Fate =
  | { readonly kind: 'pending'; readonly days: number; readonly ends: 'posted' | 'cancelled' }
  | { readonly kind: 'reversal'; readonly days: number }
  | { readonly kind: 'refund'; readonly days: number; readonly share: number };

/** A transaction that is meant to happen; whether it can is decided by the balance when its time comes. */
export interface Draft {
  /** Milliseconds since local midnight. */
  readonly at: number;
  readonly role: Role;
  /** Paise, signed as the customer sees it. */
  readonly minor: number;
  readonly channel: string;
  readonly description: string;
  readonly category: Category;
  readonly merchant?: Merchant;
  readonly counterparty?: string;
  readonly original?: Money;
  /** The own account that receives it, with what is written there: an own transfer or a card's bill. */
  readonly into?: { readonly role: Role; readonly description: string };
  readonly streamId?: string;
  readonly habitId?: string;
  readonly anomaly?: AnomalyKind;
  /** Odd to see, and the customer's own doing. */
  readonly isOwnOddity?: boolean;
  readonly awkward?: Awkward;
  readonly undoes?: Undone;
  readonly fate?: Fate;
  /** The pending transaction that this settles, posted or cancelled. */
  readonly settles?: { readonly transactionId: string; readonly as: 'posted' | 'cancelled' };
}

/** What is planned for a day, worked out when it comes: a share of a balance is known only then. */
export interface Planned {
  /** Epoch day. */
  readonly on: number;
  readonly make: (balanceOf: (role: Role) => number) => Draft | null;
}

const MS = 1000;

/** Milliseconds since midnight of an hour and a random minute and second in it. */
export function within(hour: number, random: { next(): number }): number {
  return Math.floor((hour + random.next()) * 3600) * MS;
}
