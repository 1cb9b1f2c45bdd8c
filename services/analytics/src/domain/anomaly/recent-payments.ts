import type { LedgerEntry } from '../ledger/ledger-entry.ts';

/** A payment of the last hours, for what only shows beside its neighbours: bursts and repeated charges. */
export interface RecentPayment {
  readonly transactionId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly minor: number;
  readonly accountId: string | null;
  readonly merchantId: string | null;
  /** Where a card was shown. */
  readonly city: string | null;
}

const MOST = 16;
/** Neighbours are minutes apart; one that comes a day late still finds its own. */
const KEPT_MS = 36 * 3_600_000;

/** Whether money left or is about to, and did not only move between own accounts. */
export function isMoneyOut({ minor, transferMatch, status }: LedgerEntry): boolean {
  return minor < 0 && transferMatch === null && status !== 'cancelled';
}

/** Keeps the newest payments by the time they happened; changes `recent`. One without a time of day cannot be placed. */
export function rememberPayment(recent: RecentPayment[], entry: LedgerEntry): void {
  if (entry.time === null || !isMoneyOut(entry)) return;
  const { transactionId, minor, accountId, merchantId, city } = entry;
  recent.push({ transactionId, at: Date.parse(entry.time), minor, accountId, merchantId, city });
  recent.sort((left, right) => left.at - right.at || (left.transactionId < right.transactionId ? -1 : 1));
  const newest = recent.at(-1)?.at ?? 0;
  const old = recent.findIndex(({ at }) => at > newest - KEPT_MS);
  recent.splice(0, Math.max(old, recent.length - MOST));
}

/** Forgets a version that another one replaces; changes `recent`. */
export function forgetPayment(recent: RecentPayment[], { transactionId }: LedgerEntry): void {
  const place = recent.findIndex((payment) => payment.transactionId === transactionId);
  if (place >= 0) recent.splice(place, 1);
}

/** Payments within the window before an entry, that entry not included. */
export function paymentsBefore(recent: readonly RecentPayment[], entry: LedgerEntry, windowMs: number): RecentPayment[] {
  if (entry.time === null) return [];
  const at = Date.parse(entry.time);
  return recent.filter((payment) => payment.transactionId !== entry.transactionId && payment.at <= at && payment.at > at - windowMs);
}
