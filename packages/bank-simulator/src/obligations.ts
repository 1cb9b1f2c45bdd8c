import type { Category } from '@munshi/events/spending';
import type { Day } from './calendar.ts';
import { type DayNumbers, numbersOf } from './epoch-day.ts';
import { fractionOf, type Random } from './random.ts';

export type Cadence = 'weekly' | 'fortnightly' | 'every 28 days' | 'monthly' | 'quarterly' | 'half-yearly' | 'yearly';
/**
 * What makes a naive reader of recurring payments go wrong: a price that rises, a plan that pauses, a bill that is another each time,
 * a trial before the price, two contracts with one payee, payments left out, payments before their day.
 */
export type Trap = 'price rise' | 'pauses' | 'variable amount' | 'trial' | 'two contracts' | 'skipped' | 'early';
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
    | 'membership'
    | 'service'
    | 'tax'
    | 'support';
  readonly category: Category;
  readonly cadence: Cadence;
  /** Day of the month or of the cycle. Never after the 27th, so that every month has it. */
  readonly day: number;
  /** Which month of a quarter (0 to 2), half-year (0 to 5) or year (0 to 11). */
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
  /** `SI` is a standing instruction on a card. */
  readonly channel: 'NEFT' | 'NACH' | 'BILLPAY' | 'UPI' | 'SI' | 'POS';
  readonly trap: Trap | null;
  /** Epoch days: the first on which it can fall due, and the one from which it no longer does; null is without end. */
  readonly from: number | null;
  readonly until: number | null;
  /** More each April, from this epoch day on: a share of the amount. */
  readonly raise: { readonly since: number; readonly share: number } | null;
}

const NO_TRAP: Omit<Obligation, 'key' | 'kind' | 'category' | 'base' | 'payee' | 'day'> = {
  cadence: 'monthly',
  month: 0,
  jitter: 0,
  season: null,
  mcc: null,
  city: null,
  account: 'primary',
  channel: 'UPI',
  trap: null,
  from: null,
  until: null,
  raise: null,
};

/** What sets an obligation apart from the usual monthly one. */
export type Term = Partial<Obligation> & Pick<Obligation, 'key' | 'kind' | 'category' | 'base' | 'payee' | 'day'>;

export function obligation(term: Term): Obligation {
  return { ...NO_TRAP, trap: term.jitter !== undefined && term.jitter >= VARIES ? 'variable amount' : null, ...term };
}

/** From so much on an amount is another each time. */
const VARIES = 0.1;
/** Days that a trial lasts, less than the first cycle. */
const TRIAL_DAYS = 25;
const TRIAL_PAISE = [100, 200, 4_900] as const;
/** Days before its own that a payment may come. */
const MOST_EARLY = 6;

/** Whether it falls on this day: the nominal one, or the first working day after it. */
export function isDue(due: Obligation, day: Day): boolean {
  if (due.trap === 'early') return isPaidEarly(due, day);
  for (const nominal of day.settles) if (isNominal(due, nominal)) return true;
  return false;
}

function isNominal(due: Obligation, nominal: DayNumbers): boolean {
  if ((due.from !== null && nominal.epochDay < due.from) || (due.until !== null && nominal.epochDay >= due.until)) return false;
  if (!fallsOn(due, nominal)) return false;
  if (due.trap === 'pauses') return !isPaused(due, nominal);
  return due.trap !== 'skipped' || fractionOf('skip', due.key, due.payee, nominal.epochDay, due.day) >= 0.14;
}

/** Some come days before they are due, whatever day of the week it is. */
function isPaidEarly(due: Obligation, day: Day): boolean {
  for (let ahead = 0; ahead <= MOST_EARLY; ahead += 1) {
    const nominal = ahead === 0 ? day : numbersOf(day.epochDay + ahead);
    if (isNominal(due, nominal) && earlyBy(due, nominal) === ahead) return true;
  }
  return false;
}

function earlyBy(due: Obligation, nominal: DayNumbers): number {
  const at = fractionOf('early', due.key, due.payee, due.day, nominal.epochDay);
  return at < 0.65 ? 0 : 1 + Math.floor(((at - 0.65) / 0.35) * MOST_EARLY);
}

/** What is paid on a day, in minor units, positive. */
export function amountOn(due: Obligation, day: DayNumbers, random: Random): number {
  if (due.trap === 'trial' && due.from !== null && day.epochDay - due.from < TRIAL_DAYS) return random.pick(TRIAL_PAISE);
  let amount = due.base;
  if (due.season === 'summer') amount *= SUMMER[day.month] as number;
  if (due.jitter > 0) amount *= 1 + due.jitter * (2 * random.next() - 1);
  if (due.trap === 'price rise') amount *= 1 + 0.12 * rises(due, day);
  if (due.raise) amount *= (1 + due.raise.share) ** aprilsSince(due.raise.since, day);
  return due.jitter > 0 ? Math.round(amount) : Math.round(amount / 100) * 100;
}

/** Due on the nominal day itself, holidays not regarded. */
function fallsOn({ cadence, day, month }: Obligation, on: DayNumbers): boolean {
  switch (cadence) {
    case 'monthly':
      return on.dayOfMonth === day;
    case 'quarterly':
      return on.dayOfMonth === day && on.month % 3 === month;
    case 'half-yearly':
      return on.dayOfMonth === day && on.month % 6 === month;
    case 'yearly':
      return on.dayOfMonth === day && on.month === month;
    default:
      return on.epochDay % CYCLES[cadence] === day % CYCLES[cadence];
  }
}

const CYCLES = { weekly: 7, fortnightly: 14, 'every 28 days': 28 } as const;

/** Cooling from April to August: the share of the year's mean by month. */
const SUMMER = [0.75, 0.75, 0.85, 1.15, 1.45, 1.5, 1.35, 1.2, 1.05, 0.95, 0.75, 0.75];

/** Steps of the price since 2024, one a year, each merchant's in a month of its own. */
function rises(due: Obligation, day: DayNumbers): number {
  const month = Math.floor(fractionOf('rise', due.payee) * 12);
  return Math.max(0, day.year - 2025 + (day.month >= month ? 1 : 0));
}

function aprilsSince(since: number, day: DayNumbers): number {
  const first = numbersOf(since);
  const springs = ({ year, month }: DayNumbers) => year + (month >= 3 ? 1 : 0);
  return springs(day) - springs(first);
}

/** Off for five months of every sixteen. */
function isPaused(due: Obligation, day: DayNumbers): boolean {
  const months = day.year * 12 + day.month;
  return (months + Math.floor(fractionOf('pause', due.key, due.payee, due.day) * 16)) % 16 < 5;
}
