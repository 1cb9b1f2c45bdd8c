import { WINDOW_DAYS } from './customer-windows.ts';
import { DAY_SECONDS, firstAfter } from './moment-list.ts';

/**
 * A merchant's payments and what became known of them, by second: sums that any order of arrival ends in, whoever's
 * payments they were. Columns of one length, `at` rising.
 */
export interface MerchantMoments {
  /** Seconds since 1970. */
  readonly at: number[];
  readonly payments: number[];
  /** Of these, how many the cardholder disowned. */
  readonly frauds: number[];
}

export interface RiskWindow {
  readonly days: (typeof WINDOW_DAYS)[number];
  readonly count: number;
  readonly frauds: number;
  /** Share of payments that were disowned; 0 without any. */
  readonly risk: number;
}

/** What the newest labelled payments at a merchant tell. */
export interface RecentRisk {
  /** How many of the newest three before the delay were disowned; of several at one moment, their share. */
  readonly ofLastThree: number;
  /** Days from the first of an unbroken run of disowned payments up to the payment; null where the newest was not one. */
  readonly runDays: number | null;
}

/** The longest window, ended by a delay of a week, and a payment that comes a week late. */
const KEPT_SECONDS = 45 * DAY_SECONDS;

export function emptyMerchantMoments(): MerchantMoments {
  return { at: [], payments: [], frauds: [] };
}

/** Adds to the counts of a second; changes `moments`. A label comes as `{ payments: 0, frauds: 1 }`, and is taken back with -1. */
export function moveMerchant(moments: MerchantMoments, at: number, change: { readonly payments: number; readonly frauds: number }): void {
  const newest = Math.max(moments.at.at(-1) ?? at, at);
  if (at <= newest - KEPT_SECONDS) return;
  let place = firstAfter(moments.at, at) - 1;
  if (moments.at[place] !== at) {
    place += 1;
    moments.at.splice(place, 0, at);
    moments.payments.splice(place, 0, 0);
    moments.frauds.splice(place, 0, 0);
  }
  moments.payments[place] = (moments.payments[place] as number) + change.payments;
  moments.frauds[place] = (moments.frauds[place] as number) + change.frauds;
  if (moments.payments[place] === 0 && moments.frauds[place] === 0) cut(moments, place, 1);
  cut(moments, 0, firstAfter(moments.at, newest - KEPT_SECONDS));
}

/** Payments and disowned ones over (t − delay − days, t − delay], for each length of window. */
export function merchantWindows(moments: MerchantMoments, second: number, delayDays: number): RiskWindow[] {
  const last = second - delayDays * DAY_SECONDS;
  const end = firstAfter(moments.at, last);
  return WINDOW_DAYS.map((days) => {
    let count = 0;
    let frauds = 0;
    for (let index = firstAfter(moments.at, last - days * DAY_SECONDS); index < end; index += 1) {
      count += moments.payments[index] as number;
      frauds += moments.frauds[index] as number;
    }
    return { days, count, frauds, risk: count === 0 ? 0 : frauds / count };
  });
}

/** What the newest payments before the delay tell of the merchant. */
export function recentRisk(moments: MerchantMoments, second: number, delayDays: number): RecentRisk {
  let index = firstAfter(moments.at, second - delayDays * DAY_SECONDS) - 1;
  let ofLastThree = 0;
  for (let wanted = 3, at = index; at >= 0 && wanted > 0; at -= 1) {
    const payments = moments.payments[at] as number;
    const taken = Math.min(wanted, payments);
    if (payments > 0) ofLastThree += (moments.frauds[at] as number) * (taken / payments);
    wanted -= taken;
  }
  let start: number | null = null;
  for (; index >= 0 && moments.frauds[index] === moments.payments[index]; index -= 1) start = moments.at[index] as number;
  return { ofLastThree: Math.min(3, ofLastThree), runDays: start === null ? null : (second - start) / DAY_SECONDS };
}

function cut(moments: MerchantMoments, from: number, count: number): void {
  if (count === 0) return;
  moments.at.splice(from, count);
  moments.payments.splice(from, count);
  moments.frauds.splice(from, count);
}
