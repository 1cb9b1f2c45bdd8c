import { addMoment, DAY_SECONDS, emptyMoments, firstAfter, type MomentList, removeMoment } from './moment-list.ts';

/** Lengths of the windows, in days. */
export const WINDOW_DAYS = [1, 7, 30] as const;
/** A payment that comes up to a week late still finds all of its longest window. */
const KEPT_SECONDS = 37 * DAY_SECONDS;

/** A customer's payments of the last weeks, in one currency. */
export type CustomerMoments = MomentList;

export interface WindowFigures {
  readonly days: (typeof WINDOW_DAYS)[number];
  readonly count: number;
  /** Minor units. */
  readonly sum: number;
}

export interface PaymentMoment {
  /** Seconds since 1970. */
  readonly at: number;
  /** Minor units, positive. */
  readonly minor: number;
}

export const emptyCustomerMoments: () => CustomerMoments = emptyMoments;

/** Learns a payment; changes `moments`. */
export function learnPayment(moments: CustomerMoments, payment: PaymentMoment): void {
  addMoment(moments, payment, KEPT_SECONDS);
}

/** Unlearns a payment that a later version took back; changes `moments`. */
export const unlearnPayment: (moments: CustomerMoments, payment: PaymentMoment) => void = removeMoment;

/** Count and sum over (t − days, t], for each length of window. Exact integers. */
export function customerWindows({ at, minor }: CustomerMoments, second: number): WindowFigures[] {
  const end = firstAfter(at, second);
  return WINDOW_DAYS.map((days) => {
    const start = firstAfter(at, second - days * DAY_SECONDS);
    let sum = 0;
    for (let index = start; index < end; index += 1) sum += minor[index] as number;
    return { days, count: end - start, sum };
  });
}

export interface HabitualAmount {
  /** Payments that it stands on. */
  readonly count: number;
  /** Minor units. */
  readonly median: number;
  readonly largest: number;
}

/** Median and largest of the payments before a second, over the longest window; null without any. */
export function habitualAmount({ at, minor }: CustomerMoments, second: number): HabitualAmount | null {
  const before = minor.slice(firstAfter(at, second - 30 * DAY_SECONDS), firstAfter(at, second - 1)).sort((left, right) => left - right);
  const median = before[Math.floor((before.length - 1) / 2)];
  const largest = before.at(-1);
  return median === undefined || largest === undefined ? null : { count: before.length, median, largest };
}

/** How many times the median makes a payment large. */
const LARGE_TIMES = 2.5;

/** Large payments of the week before a second, those of the second itself not included. */
export function largeWithinAWeek({ at, minor }: CustomerMoments, than: { readonly at: number; readonly median: number }): number {
  const end = firstAfter(at, than.at - 1);
  let count = 0;
  for (let index = firstAfter(at, than.at - 7 * DAY_SECONDS); index < end; index += 1) {
    if ((minor[index] as number) > LARGE_TIMES * than.median) count += 1;
  }
  return count;
}
