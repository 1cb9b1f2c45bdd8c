import { addDays, daysBetween } from '@munshi/events/calendar-date';
import type { BalanceAhead, DayAhead } from '@munshi/facts/balance-ahead';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { deviationOf, type KnownFlow, knownFlows, meanOf } from './known-flows.ts';

export interface Forecast extends BalanceAhead {
  readonly known: readonly KnownFlow[];
  /** What a day of the week takes or brings besides what is known, Sunday first. Minor units, signed. */
  readonly pace: readonly number[];
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
  const pace = weekdayPace(habit, asOf);
  const variance = deviationOf(blockSums(rest)) ** 2 / BLOCK_DAYS;
  const byDate = Map.groupBy(flows, ({ date }) => date);
  let expected = balance;
  let ofKnown = 0;
  const path = Array.from({ length: days }, (_, at): DayAhead => {
    const date = addDays(asOf, at + 1);
    const due = byDate.get(date) ?? [];
    expected += (pace[weekdayOf(date)] ?? 0) + due.reduce((sum, { minor }) => sum + minor, 0);
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
  const incomes = flows.filter(({ isIncome }) => isIncome).map(({ date }) => date);
  return { days: path, nextIncome: incomes.sort()[0] ?? null, known: flows, pace };
}

/** Weeks that a weekday's own mean is trusted like the mean of all days after. */
const WEEKDAY_WEEKS = 8;

/** Means by day of the week, Sunday first, drawn to the mean of all days while there are few weeks of them. */
function weekdayPace(habit: readonly number[], asOf: string): number[] {
  const mean = meanOf(habit);
  const newest = weekdayOf(asOf);
  const own = Array.from({ length: 7 }, (_, day) =>
    habit.filter((_sum, at) => (newest - (habit.length - 1 - at) + 7 * habit.length) % 7 === day),
  );
  const shrunk = own.map((sums) => mean + ((meanOf(sums) - mean) * sums.length) / (sums.length + WEEKDAY_WEEKS));
  // the week as a whole keeps the pace
  const left = mean - meanOf(shrunk);
  return shrunk.map((day) => day + left);
}

/** 0 is Sunday. */
export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
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
