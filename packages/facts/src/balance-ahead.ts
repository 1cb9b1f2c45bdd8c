import type { CalendarDate } from '@munshi/events/calendar-date';

/** A day of a forecast, minor units: between low and high the balance is expected with a chance of 80 %. */
export interface DayAhead {
  readonly date: CalendarDate;
  readonly low: number;
  readonly expected: number;
  readonly high: number;
}

export interface BalanceAhead {
  readonly days: readonly DayAhead[];
  /** The next income that is known beforehand; null where none is. */
  readonly nextIncome: CalendarDate | null;
}

/** Where no income is known to come: within a month every usual payment comes once. */
const DAYS_WITHOUT_INCOME = 30;

/** The lowest expected day before the next income, or of all days where none is known; the first day where the income comes on it. */
export function lowestBeforeIncome({ days, nextIncome }: BalanceAhead): DayAhead | null {
  return lowestOf(days.filter(({ date }, at) => at === 0 || nextIncome === null || date < nextIncome));
}

/** The days that what is spent today has to leave enough for: up to the next income, a month where none is known. */
export function daysToLast({ days, nextIncome }: BalanceAhead): readonly DayAhead[] {
  return nextIncome === null ? days.slice(0, DAYS_WITHOUT_INCOME) : days.filter(({ date }, at) => at === 0 || date < nextIncome);
}

/** What can be spent today so that the low end of the band stays at or above 0 for as long as it has to last; never negative. */
export function safeToSpend(ahead: BalanceAhead): number {
  const lowest = lowestOf(daysToLast(ahead));
  return lowest === null ? 0 : Math.max(0, lowest.low);
}

function lowestOf(days: readonly DayAhead[]): DayAhead | null {
  return days.reduce<DayAhead | null>((lowest, day) => (lowest === null || day.expected < lowest.expected ? day : lowest), null);
}

/** The forecast if so much more is spent on a day of it. */
export function whatIf<Ahead extends BalanceAhead>(
  ahead: Ahead,
  { minor, date }: { readonly minor: number; readonly date: CalendarDate },
): Ahead {
  const lower = (day: DayAhead): DayAhead =>
    day.date < date ? day : { date: day.date, low: day.low - minor, expected: day.expected - minor, high: day.high - minor };
  return { ...ahead, days: ahead.days.map(lower) };
}
