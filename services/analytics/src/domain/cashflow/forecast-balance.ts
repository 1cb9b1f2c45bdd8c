import { addDays, daysBetween } from '@munshi/events/calendar-date';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { deviationOf, type KnownFlow, knownFlows, meanOf } from './known-flows.ts';

export interface ForecastDay {
  readonly date: string;
  /** Minor units. Between low and high the balance is expected with a chance of 80 %. */
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

export interface Forecast {
  readonly days: readonly ForecastDay[];
  readonly known: readonly KnownFlow[];
}

/** What was bought on a day. */
export interface DayTotal {
  readonly date: string;
  /** Signed as the customer sees it. */
  readonly minor: number;
}

export interface ForecastInput {
  /**
   * Posted entries of the accounts whose balance is forecast, of one currency, but for what is bought each time anew (`isBought`);
   * own transfers between these accounts cancel out.
   */
  readonly agreed: readonly LedgerEntry[];
  /** The totals of what is bought, by day, in any order. */
  readonly bought: readonly DayTotal[];
  /** Their balance at the end of `asOf`, minor units. */
  readonly balance: number;
  readonly asOf: string;
  readonly days: number;
}

/** Fewer days of history than this say nothing of a month. */
export const LEAST_HISTORY_DAYS = 90;
/** Habits change: those of the last half year are gone by, and a year of them tells how far they vary. */
const HABIT_DAYS = 182;
const VARIATION_DAYS = 365;
const BLOCK_DAYS = 30;
const BLOCK_STEP = 5;
/** The pace is known as well as so many days tell it: seasons and changes of life make more of them worth no more. Set on tuning seeds. */
const PACE_DAYS = 75;
/** Deviations of the band that holds 80 % of a normal distribution. */
const BAND = 1.2816;

/**
 * The balance of the coming days: known flows on their dates, the rest at the customer's daily pace. The band grows with the
 * variation of 30-day sums, with how well the pace itself is known, and with that of the known amounts. Null with too little history.
 */
export function forecastBalance({ agreed, bought, balance, asOf, days }: ForecastInput): Forecast | null {
  const posted = agreed.filter(({ status, date }) => status === 'posted' && date <= asOf);
  const from = [...posted, ...bought].map(({ date }) => date).sort()[0] ?? asOf;
  const history = daysBetween(from, asOf) + 1;
  if (history < LEAST_HISTORY_DAYS) return null;
  const { flows, explained } = knownFlows(posted, { asOf, until: addDays(asOf, days) });
  const unknown: readonly DayTotal[] = [...posted.filter(({ transactionId }) => !explained.has(transactionId)), ...bought];
  const rest = dailySums(unknown, { asOf, days: Math.min(history, VARIATION_DAYS) });
  const habit = rest.slice(-HABIT_DAYS);
  const pace = meanOf(habit);
  const variance = deviationOf(blockSums(rest)) ** 2 / BLOCK_DAYS;
  const byDate = Map.groupBy(flows, ({ date }) => date);
  let expected = balance;
  let ofKnown = 0;
  const path = Array.from({ length: days }, (_, at): ForecastDay => {
    const date = addDays(asOf, at + 1);
    const due = byDate.get(date) ?? [];
    expected += pace + due.reduce((sum, { minor }) => sum + minor, 0);
    ofKnown += due.reduce((sum, { deviation }) => sum + deviation ** 2, 0);
    const ahead = at + 1;
    const deviation = Math.sqrt(variance * ahead + (variance * ahead ** 2) / PACE_DAYS + ofKnown);
    return {
      date,
      low: Math.round(expected - BAND * deviation),
      expected: Math.round(expected),
      high: Math.round(expected + BAND * deviation),
    };
  });
  return { days: path, known: flows };
}

/** Sums by day of the last so many days, the newest last. */
function dailySums(totals: readonly DayTotal[], { asOf, days }: { readonly asOf: string; readonly days: number }): number[] {
  const sums = new Array<number>(days).fill(0);
  for (const { date, minor } of totals) {
    const at = days - 1 - daysBetween(date, asOf);
    if (at >= 0 && at < days) sums[at] = (sums[at] as number) + minor;
  }
  return sums;
}

/** Sums of overlapping 30-day stretches. */
function blockSums(daily: readonly number[]): number[] {
  const sums: number[] = [];
  for (let from = 0; from + BLOCK_DAYS <= daily.length; from += BLOCK_STEP) {
    sums.push(daily.slice(from, from + BLOCK_DAYS).reduce((sum, minor) => sum + minor, 0));
  }
  return sums;
}

/** The lowest day before the next income, or of all days where none is known. */
export function lowestBeforeIncome({ days, known }: Forecast): ForecastDay | null {
  const income = known
    .filter(({ isIncome }) => isIncome)
    .reduce<string | null>((first, { date }) => (first === null || date < first ? date : first), null);
  const before = days.filter(({ date }) => income === null || date < income);
  return before.reduce<ForecastDay | null>((lowest, day) => (lowest === null || day.expected < lowest.expected ? day : lowest), null);
}

/** What can be spent today so that the low end of the band stays at or above 0 up to the next income; never negative. */
export function safeToSpend(forecast: Forecast): number {
  const lowest = lowestBeforeIncome(forecast);
  return lowest === null ? 0 : Math.max(0, lowest.low);
}

/** The forecast if so much more is spent on a day of it. */
export function whatIf(forecast: Forecast, { minor, date }: { readonly minor: number; readonly date: string }): Forecast {
  const lower = (day: ForecastDay): ForecastDay =>
    day.date < date ? day : { date: day.date, low: day.low - minor, expected: day.expected - minor, high: day.high - minor };
  return { ...forecast, days: forecast.days.map(lower) };
}
