import { isPayment } from '../anomaly/habits.ts';
import { isFromName } from '../category/merchant-name.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { MerchantMoments } from './merchant-windows.ts';
import { DAY_SECONDS } from './moment-list.ts';

/**
 * What happened at a merchant on a day, whoever paid, and became known on a day: counts that add up, in whatever order the
 * payments and what customers say of them come, from as many partitions as there are.
 */
export interface MerchantDay {
  readonly merchantId: string;
  /** Calendar date of the payments. */
  readonly date: string;
  /** The date itself for payments; for disowned ones, the date on which the customer said so. */
  readonly knownOn: string;
  readonly payments: number;
  readonly frauds: number;
}

/** Days of some merchants, by merchant. */
export type MerchantHistory = ReadonlyMap<string, readonly MerchantDay[]>;

/** Labels are looked at when their payments are a day old. */
export const DELAY_DAYS = 1;
/** No longer than the longest window and the delay are days looked back at. */
export const DAYS_LOOKED_AT = 31;

/** What an entry counts at its merchant: nothing where it is no merchant of the bank's, or nothing was paid. */
export function merchantDaysOf(entry: LedgerEntry | undefined, disownedOn: string | null): MerchantDay[] {
  if (entry === undefined || !isAtMerchant(entry)) return [];
  const { merchantId, date } = entry;
  const payment = { merchantId, date, knownOn: date, payments: 1, frauds: 0 };
  return disownedOn === null ? [payment] : [payment, { ...payment, knownOn: disownedOn, payments: 0, frauds: 1 }];
}

/** The sums of changes by merchant, date and day of knowledge, in that order, without those that cancel out. */
export function addedUp(before: readonly MerchantDay[], after: readonly MerchantDay[]): MerchantDay[] {
  const sums = new Map<string, MerchantDay>();
  const add = (day: MerchantDay, sign: 1 | -1) => {
    const key = JSON.stringify([day.merchantId, day.date, day.knownOn]);
    const sum = sums.get(key) ?? { ...day, payments: 0, frauds: 0 };
    sums.set(key, { ...sum, payments: sum.payments + sign * day.payments, frauds: sum.frauds + sign * day.frauds });
  };
  for (const day of before) add(day, -1);
  for (const day of after) add(day, 1);
  return [...sums]
    .filter(([, { payments, frauds }]) => payments !== 0 || frauds !== 0)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, day]) => day);
}

/** A merchant's days as they were known on a date, as the windows want them: a day is its first second. */
export function momentsKnownOn(days: readonly MerchantDay[], on: string): MerchantMoments {
  const known = days.filter(({ knownOn, date }) => knownOn <= on && date <= on);
  const byDate = [...Map.groupBy(known, ({ date }) => date)].sort(([left], [right]) => (left < right ? -1 : 1));
  const sum = (own: readonly MerchantDay[], of: 'payments' | 'frauds') =>
    Math.max(
      0,
      own.reduce((total, day) => total + day[of], 0),
    );
  return {
    at: byDate.map(([date]) => secondOf(date)),
    payments: byDate.map(([, own]) => sum(own, 'payments')),
    frauds: byDate.map(([, own]) => sum(own, 'frauds')),
  };
}

/** The first second of a date, as a place on the line of merchants' days. */
export function secondOf(date: string): number {
  return (Date.parse(date) / 86_400_000) * DAY_SECONDS;
}

/** Posted money out to somebody whom the bank calls a merchant: a person's name that a transfer carries is not one. */
function isAtMerchant(entry: LedgerEntry): entry is LedgerEntry & { readonly merchantId: string } {
  const { merchantId, mcc } = entry;
  return isPayment(entry) && merchantId !== null && (mcc !== null || !isFromName(merchantId));
}
