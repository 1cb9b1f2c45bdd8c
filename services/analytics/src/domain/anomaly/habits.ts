import type { LedgerEntry } from '../ledger/ledger-entry.ts';

/**
 * Count, sum and sum of squares of quantised log amounts. Integers, so that learning and unlearning are exact and the
 * order of arrival leaves no trace; mean and variance follow from them.
 */
export type LogSums = [count: number, sum: number, squares: number];

/** What a customer is used to, in numbers that grow with each payment. Keys carry the currency where amounts do. */
export interface Habits {
  readonly categories: Record<string, LogSums>;
  readonly merchants: Record<string, LogSums>;
  readonly hours: number[];
  readonly countries: Record<string, number>;
  readonly cities: Record<string, number>;
}

/** Steps of a natural logarithm: a step is 0.1 % of the amount. */
export const LOG_STEPS = 1000;
/** A customer with more merchants than this forgets those seen once; keeps the state of one customer small. */
const MOST_MERCHANTS = 600;

/** A payment as a habit: posted money out that is no own transfer. */
export interface Payment {
  readonly category: string;
  readonly merchant: string | null;
  /** Quantised: `round(1000 × ln(minor))`. */
  readonly log: number;
  readonly hour: number | null;
  readonly country: string | null;
  readonly city: string | null;
}

export function emptyHabits(): Habits {
  return { categories: {}, merchants: {}, hours: new Array<number>(24).fill(0), countries: {}, cities: {} };
}

/** Whether an entry is a payment that happened. */
export function isPayment(entry: LedgerEntry): boolean {
  return entry.status === 'posted' && entry.minor < 0 && entry.transferMatch === null;
}

/** What habits learn of an entry; null when nothing. */
export function lessonOf(entry: LedgerEntry): Payment | null {
  return isPayment(entry) && entry.teaches ? toPayment(entry) : null;
}

export function toPayment(entry: LedgerEntry): Payment {
  return {
    category: `${entry.currency} ${entry.category}`,
    merchant: entry.merchantId === null ? null : `${entry.currency} ${entry.merchantId}`,
    log: Math.round(LOG_STEPS * Math.log(Math.max(1, Math.abs(entry.minor)))),
    hour: entry.hour,
    country: entry.country,
    city: entry.city,
  };
}

/** Learns a payment, or with -1 unlearns one that a correction took back; changes `habits`. */
export function learnOne(habits: Habits, payment: Payment, sign: 1 | -1 = 1): void {
  learnAmount(habits.categories, payment.category, payment.log, sign);
  if (payment.merchant !== null) learnAmount(habits.merchants, payment.merchant, payment.log, sign);
  if (payment.hour !== null) habits.hours[payment.hour] = Math.max(0, (habits.hours[payment.hour] ?? 0) + sign);
  if (payment.country !== null) count(habits.countries, payment.country, sign);
  if (payment.city !== null) count(habits.cities, payment.city, sign);
}

/** Forgets merchants seen once where there are too many, by name: the order of keys is another once they were stored. Changes `habits`. */
export function trimHabits(habits: Habits): void {
  const names = Object.keys(habits.merchants);
  if (names.length <= MOST_MERCHANTS) return;
  const rare = names.filter((name) => (habits.merchants[name]?.[0] ?? 0) <= 1).sort();
  for (const name of rare.slice(0, names.length - MOST_MERCHANTS / 2)) delete habits.merchants[name];
}

function learnAmount(sums: Record<string, LogSums>, key: string, log: number, sign: 1 | -1): void {
  const [n, sum, squares] = sums[key] ?? [0, 0, 0];
  if (n + sign <= 0) delete sums[key];
  else sums[key] = [n + sign, sum + sign * log, squares + sign * log * log];
}

function count(counts: Record<string, number>, key: string, sign: 1 | -1): void {
  const next = (counts[key] ?? 0) + sign;
  if (next <= 0) delete counts[key];
  else counts[key] = next;
}
