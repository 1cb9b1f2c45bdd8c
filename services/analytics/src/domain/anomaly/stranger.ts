import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Habits } from './habits.ts';
import { monthShare } from './month-share.ts';
import type { Scene } from './scene.ts';

/**
 * From which to which share of the balance, and of a month's spending, a payment to somebody never paid before counts: on the tuning
 * seeds 7 of 17,000 were strange below either, and four in five above both. A plumber costs as much, of a fuller account.
 */
const OF_BALANCE = { from: 0.2, full: 0.3 };
const OF_MONTH = { from: 0.15, full: 0.5 };

/** Money to somebody never paid before, who is no shop with a code. */
export function isToStranger({ habits, entry }: Scene): boolean {
  return entry.mcc === null && entry.merchantId !== null && !isKnown(habits, entry);
}

/** 0 to 1: how much a payment to a stranger weighs by its shares; 1 for any other, and where the bank told no balance. */
export function strangerWeight(scene: Scene): number {
  if (!isToStranger(scene)) return 1;
  const share = shareOfBalance(scene.entry);
  return share === null ? 1 : between(share, OF_BALANCE) * monthWeight(scene, OF_MONTH);
}

/** 0 to 1 by the logarithm of a payment's share of a month's spending; 1 where that is unknown. */
export function monthWeight(scene: Scene, { from, full }: { readonly from: number; readonly full: number }): number {
  const share = monthShare(scene, -scene.entry.minor);
  return share === null ? 1 : between(Math.log(share), { from: Math.log(from), full: Math.log(full) });
}

export function isKnown({ merchants }: Habits, { currency, merchantId }: LedgerEntry): boolean {
  return merchantId !== null && merchants[`${currency} ${merchantId}`] !== undefined;
}

/** How much of the account's balance a payment takes; null where the bank did not say. */
export function shareOfBalance({ balanceAfter, minor }: LedgerEntry): number | null {
  if (balanceAfter === null || balanceAfter < 0) return null;
  const before = balanceAfter - minor;
  return before <= 0 ? null : -minor / before;
}

function between(value: number, { from, full }: { readonly from: number; readonly full: number }): number {
  return Math.min(1, Math.max(0, (value - from) / (full - from)));
}
