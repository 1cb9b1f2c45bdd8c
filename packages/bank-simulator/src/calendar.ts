import { addDays, type CalendarDate } from '@munshi/events/calendar-date';

/** The bank's zone. India has no daylight saving, so local midnight is always 18:30 UTC of the day before. */
export const TIME_ZONE = 'Asia/Kolkata';
const OFFSET_MS = 19_800_000;
const DAY_MS = 86_400_000;

interface DayNumbers {
  /** Days since 1970-01-01. */
  readonly epochDay: number;
  readonly dayOfMonth: number;
  /** 0 to 11. */
  readonly month: number;
  readonly year: number;
  /** Monday is 0. */
  readonly weekday: number;
}

/** A calendar day with what is asked of it again and again, worked out once. */
export interface Day extends DayNumbers {
  readonly date: CalendarDate;
  readonly before: DayNumbers;
}

export function epochDayOf(date: CalendarDate): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

export function dateOf(epochDay: number): CalendarDate {
  return new Date(epochDay * DAY_MS).toISOString().slice(0, 10);
}

export function dayOf(date: CalendarDate): Day {
  const epochDay = epochDayOf(date);
  return { ...numbersOf(epochDay), date, before: numbersOf(epochDay - 1) };
}

/** The days from one date up to, without, another. */
export function* daysOf(from: CalendarDate, until: CalendarDate): Generator<Day> {
  for (let date = from; date < until; date = addDays(date, 1)) yield dayOf(date);
}

/** Epoch milliseconds at which a day begins in the bank's zone. */
export function midnightOf(epochDay: number): number {
  return epochDay * DAY_MS - OFFSET_MS;
}

/** The day of an instant in the bank's zone. */
export function dayAt(instant: Date): Day {
  return dayOf(dateOf(Math.floor((instant.getTime() + OFFSET_MS) / DAY_MS)));
}

/** Where a history of so many calendar months begins: the same day of the month, or that month's last. */
export function historyStart({ months, until }: { readonly months: number; readonly until: CalendarDate }): CalendarDate {
  const [year, month, day] = until.split('-').map(Number) as [number, number, number];
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

function numbersOf(epochDay: number): DayNumbers {
  const at = new Date(epochDay * DAY_MS);
  return {
    epochDay,
    dayOfMonth: at.getUTCDate(),
    month: at.getUTCMonth(),
    year: at.getUTCFullYear(),
    weekday: (at.getUTCDay() + 6) % 7,
  };
}
