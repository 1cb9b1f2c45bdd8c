import { addDays, type CalendarDate } from '@munshi/events/calendar-date';
import { type DayNumbers, dateOf, epochDayOf, numbersOf } from './epoch-day.ts';
import { isWorkingDay } from './festivals.ts';

/** The bank's zone. India has no daylight saving, so local midnight is always 18:30 UTC of the day before. */
export const TIME_ZONE = 'Asia/Kolkata';
const OFFSET_MS = 19_800_000;
const DAY_MS = 86_400_000;

/** A calendar day with what is asked of it again and again, worked out once. */
export interface Day extends DayNumbers {
  readonly date: CalendarDate;
  /** The days whose dues are settled on this one: itself and the holidays just before it; none on a holiday. */
  readonly settles: readonly DayNumbers[];
}

export function dayOf(date: CalendarDate): Day {
  const today = numbersOf(epochDayOf(date));
  return { ...today, date, settles: isWorkingDay(today) ? settledOn(today) : [] };
}

function settledOn(today: DayNumbers): DayNumbers[] {
  const days = [today];
  for (let before = numbersOf(today.epochDay - 1); !isWorkingDay(before); before = numbersOf(before.epochDay - 1)) days.push(before);
  return days;
}

/** The days from one date up to, without, another. */
export function* daysOf(from: CalendarDate, until: CalendarDate): Generator<Day> {
  for (let date = from; date < until; date = addDays(date, 1)) yield dayOf(date);
}

/** Epoch milliseconds at which a day begins in the bank's zone. */
export function midnightOf(epochDay: number): number {
  return epochDay * DAY_MS - OFFSET_MS;
}

const two = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
let lastDate = { day: Number.NaN, text: '' };

/** An epoch time as an RFC 3339 instant: as `toISOString`, whose date is the same for thousands in a row. */
export function instantOf(epochMs: number): string {
  const day = Math.floor(epochMs / DAY_MS);
  if (day !== lastDate.day) lastDate = { day, text: dateOf(day) };
  const ms = epochMs - day * DAY_MS;
  const seconds = Math.floor(ms / 1000);
  const clock = `${two[Math.floor(seconds / 3600)]}:${two[Math.floor(seconds / 60) % 60]}:${two[seconds % 60]}`;
  return `${lastDate.text}T${clock}.${String(ms % 1000).padStart(3, '0')}Z`;
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
