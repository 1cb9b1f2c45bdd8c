import type { CalendarDate } from '@munshi/events/calendar-date';

const DAY_MS = 86_400_000;

export interface DayNumbers {
  /** Days since 1970-01-01. */
  readonly epochDay: number;
  readonly dayOfMonth: number;
  /** 0 to 11. */
  readonly month: number;
  readonly year: number;
  /** Monday is 0. */
  readonly weekday: number;
}

export function epochDayOf(date: CalendarDate): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
}

export function dateOf(epochDay: number): CalendarDate {
  return new Date(epochDay * DAY_MS).toISOString().slice(0, 10);
}

export function numbersOf(epochDay: number): DayNumbers {
  const at = new Date(epochDay * DAY_MS);
  return {
    epochDay,
    dayOfMonth: at.getUTCDate(),
    month: at.getUTCMonth(),
    year: at.getUTCFullYear(),
    weekday: (at.getUTCDay() + 6) % 7,
  };
}
