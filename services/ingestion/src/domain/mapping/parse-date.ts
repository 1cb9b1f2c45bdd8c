import { isCalendarDate } from '@munshi/events/calendar-date';
import type { DateOrder } from './mapping.ts';

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** The year was written with two digits; `year` is then 0 to 99. */
  readonly shortYear: boolean;
}

const PARTS = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})$/;

/** The parts of a date such as 02-08-2016, 2/8/16 or 2016-08-02; null for anything else. They need not be a real date. */
export function dateParts(text: string, order: DateOrder): DateParts | null {
  const match = PARTS.exec(text);
  if (!match) return null;
  const [, first = '', second = '', third = ''] = match;
  const yearFirst = first.length > 2;
  if (yearFirst === third.length > 2 && yearFirst) return null;
  const [year, month, day] =
    order === 'ymd' || yearFirst ? [first, second, third] : order === 'dmy' ? [third, second, first] : [third, first, second];
  if (year.length !== 4 && year.length !== 2) return null;
  return { year: Number(year), month: Number(month), day: Number(day), shortYear: year.length === 2 };
}

/** `YYYY-MM-DD` of a year with its century, or null where there is no such day. */
export function isoDate(year: number, month: number, day: number): string | null {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isCalendarDate(text) ? text : null;
}

/**
 * The date of a transaction. A two-digit year is the latest that does not lie ahead; null where it is no date from 1900 to 2199.
 * @param today `YYYY-MM-DD`
 */
export function transactionDate(text: string, order: DateOrder, today: string): string | null {
  const key = `${today}${order}${text}`;
  let date = dates.get(key);
  if (date === undefined) {
    date = findDate(text, order, today);
    if (dates.size >= MOST_DATES) dates.clear();
    dates.set(key, date);
  }
  return date;
}
/** A file's rows share their dates. */
const dates = new Map<string, string | null>();
const MOST_DATES = 20_000;

function findDate(text: string, order: DateOrder, today: string): string | null {
  const parts = dateParts(text, order);
  if (!parts) return null;
  if (!parts.shortYear) return parts.year >= 1900 && parts.year < 2200 ? isoDate(parts.year, parts.month, parts.day) : null;
  const date = isoDate(2000 + parts.year, parts.month, parts.day);
  return date !== null && date > today ? isoDate(1900 + parts.year, parts.month, parts.day) : date;
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?$/;

/** `HH:MM:SS` of HH:MM[:SS] or of HHMMSS written as a number, whose leading zeros are then lost; null for anything else. */
export function clockTime(text: string): { readonly clock: string; readonly zerosLost: boolean } | null {
  const match = CLOCK.exec(text);
  const zerosLost = !match && text.length < 6;
  const digits = text.padStart(6, '0');
  if (!match && !/^\d{6}$/.test(digits)) return null;
  const [hours, minutes, seconds] = match
    ? [(match[1] ?? '').padStart(2, '0'), match[2] ?? '', match[3] ?? '00']
    : [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)];
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return null;
  return { clock: `${hours}:${minutes}:${seconds}`, zerosLost };
}
