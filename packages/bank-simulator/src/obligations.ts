import type { Category } from '@munshi/events/spending';
import type { Day } from './calendar.ts';
import { fractionOf, type Random } from './random.ts';

export type Cadence = 'monthly' | 'every 28 days' | 'quarterly' | 'yearly';
/** What makes a naive reader of recurring payments go wrong: a price that rises, a plan that pauses. */
export type Trap = 'price rise' | 'pauses';
export type PaidFrom = 'primary' | 'card';

/** Something that is paid, or comes in, again and again. */
export interface Obligation {
  /** Unique within a customer. */
  readonly key: string;
  readonly kind:
    | 'salary'
    | 'income'
    | 'rent'
    | 'loan'
    | 'subscription'
    | 'utility'
    | 'telecom'
    | 'investment'
    | 'insurance'
    | 'education'
    | 'membership';
  readonly category: Category;
  readonly cadence: Cadence;
  /** Day of the month, or of the 28. Never after the 27th, so that a Sunday can be skipped. */
  readonly day: number;
  /** Which month of a quarter (0 to 2) or year (0 to 11). */
  readonly month: number;
  /** Paise, before season, jitter and rises; positive. */
  readonly base: number;
  /** Share that the amount moves by from time to time; 0 is a fixed price. */
  readonly jitter: number;
  readonly season: 'summer' | null;
  readonly payee: string;
  readonly mcc: string | null;
  readonly city: string | null;
  readonly account: PaidFrom;
  readonly channel: 'NEFT' | 'NACH' | 'BILLPAY' | 'UPI' | 'ECOM' | 'POS';
  readonly trap: Trap | null;
}

/** Whether it falls on this day: the nominal one, or the Monday after where that is a Sunday. */
export function isDue(obligation: Obligation, day: Day): boolean {
  if (obligation.trap === 'pauses' && isPaused(obligation, day)) return false;
  const isSunday = day.weekday === 6;
  const isMonday = day.weekday === 0;
  return (!isSunday && fallsOn(obligation, day)) || (isMonday && fallsOn(obligation, day.before));
}

/** What is paid on a day, in minor units, positive. */
export function amountOn(obligation: Obligation, day: Day, random: Random): number {
  let amount = obligation.base;
  if (obligation.season === 'summer') amount *= SUMMER[day.month] as number;
  if (obligation.jitter > 0) amount *= 1 + obligation.jitter * (2 * random.next() - 1);
  if (obligation.trap === 'price rise') amount *= 1 + 0.12 * rises(obligation, day);
  return obligation.jitter > 0 ? Math.round(amount) : Math.round(amount / 100) * 100;
}

/** Due on the nominal day itself, Sundays not regarded. */
function fallsOn(obligation: Obligation, day: Omit<Day, 'date' | 'before'>): boolean {
  const onDay = day.dayOfMonth === obligation.day;
  switch (obligation.cadence) {
    case 'monthly':
      return onDay;
    case 'quarterly':
      return onDay && day.month % 3 === obligation.month;
    case 'yearly':
      return onDay && day.month === obligation.month;
    case 'every 28 days':
      return day.epochDay % 28 === obligation.day;
  }
}

/** Cooling from April to August: the share of the year's mean by month. */
const SUMMER = [0.75, 0.75, 0.85, 1.15, 1.45, 1.5, 1.35, 1.2, 1.05, 0.95, 0.75, 0.75];

/** Steps of the price since 2024, one a year, each merchant's in a month of its own. */
function rises(obligation: Obligation, day: Day): number {
  const month = Math.floor(fractionOf('rise', obligation.payee) * 12);
  return Math.max(0, day.year - 2025 + (day.month >= month ? 1 : 0));
}

/** Off for five months of every sixteen. */
function isPaused(obligation: Obligation, day: Day): boolean {
  const months = day.year * 12 + day.month;
  return (months + Math.floor(fractionOf('pause', obligation.key, obligation.payee, obligation.day) * 16)) % 16 < 5;
}
