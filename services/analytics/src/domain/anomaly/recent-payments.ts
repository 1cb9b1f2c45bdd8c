import type { LedgerEntry } from '../ledger/ledger-entry.ts';

/** A payment of the last hours, for what only shows beside its neighbours: bursts and repeated charges. */
export interface RecentPayment {
  readonly transactionId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly minor: number;
  readonly accountId: string | null;
  readonly merchantId: string | null;
}

const MOST = 16;

/** Keeps the newest payments by the time they happened; changes `recent`. One without a time of day cannot be placed. */
export function rememberPayment(recent: RecentPayment[], entry: LedgerEntry): void {
  if (entry.time === null || recent.some(({ transactionId }) => transactionId === entry.transactionId)) return;
  const { transactionId, minor, accountId, merchantId } = entry;
  recent.push({ transactionId, at: Date.parse(entry.time), minor, accountId, merchantId });
  recent.sort((left, right) => left.at - right.at);
  if (recent.length > MOST) recent.splice(0, recent.length - MOST);
}

/** Payments within the window before an entry, that entry not included. */
export function paymentsBefore(recent: readonly RecentPayment[], entry: LedgerEntry, windowMs: number): RecentPayment[] {
  if (entry.time === null) return [];
  const at = Date.parse(entry.time);
  return recent.filter((payment) => payment.transactionId !== entry.transactionId && payment.at <= at && payment.at > at - windowMs);
}
