import type { Tickets } from '../customer/tickets.ts';
import type { CustomerMoments } from '../features/customer-windows.ts';
import type { MerchantScene } from '../features/payment-features.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Habits } from './habits.ts';
import type { Prior } from './prior.ts';
import type { RecentPayment } from './recent-payments.ts';

/** The order is that of the columns that scorecards were fitted on: new ones come last. */
export const SIGN_CODES = ['amount', 'country', 'duplicate', 'burst', 'hour', 'payee', 'drain', 'merchant', 'spree', 'place'] as const;
export type SignCode = (typeof SIGN_CODES)[number];
/** What can be a reason: a scorecard also weighs how many payments there are a day. */
export type ReasonCode = SignCode | 'velocity';

/** One way in which a payment is unlike the customer, with how much it weighs and the figures that its words need. */
export interface Sign {
  readonly code: ReasonCode;
  readonly points: number;
  readonly figures: Readonly<Record<string, number | string>>;
}

export interface Scene {
  readonly habits: Habits;
  readonly prior: Prior;
  readonly entry: LedgerEntry;
  readonly recent: readonly RecentPayment[];
  /** When something was paid for travel. */
  readonly tickets: Tickets;
  /** The customer's payments of the last weeks in the currency of the entry; null where none are kept. */
  readonly moments: CustomerMoments | null;
  /** What is known of the merchant; null where it is unknown or nothing ever spoke against it. */
  readonly merchant: MerchantScene | null;
}
