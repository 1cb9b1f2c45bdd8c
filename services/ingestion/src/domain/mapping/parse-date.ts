import { isCalendarDate } from '@munshi/events/calendar-date';
import type { DateOrder } from './mapping.ts';

export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** The year was written with two digits; `year` is then 0 to 99. */
  readonly shortYear: boolean;
}

const NUMBERS = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})$/;
const COMPACT = /^\d{8}$/;
const DAY_AND_NAME = /^(\d{1,2})[-/. ]?([a-z]{3,9})\.?[-/., ]*(\d{4}|\d{2})$/i;
const NAME_AND_DAY = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i;
const YEAR_AND_NAME = /^(\d{4})[-/. ]([a-z]{3,9})[-/. ](\d{1,2})$/i;

/**
 * The parts of a date such as 02-08-2016, 2/8/16, 2016-08-02, 20160802, 2 Aug 2016 or Aug 2, 2016; null for anything else.
 * They need not be a real date. The order is asked only where the text leaves it open.
 */
export function dateParts(text: string, order: DateOrder): DateParts | null {
  const numbers = NUMBERS.exec(text);
  if (numbers) return inOrder([numbers[1] as string, numbers[3] as string, numbers[4] as string], order);
  if (COMPACT.test(text)) {
    const cuts = order === 'ymd' ? [0, 4, 6, 8] : [0, 2, 4, 8];
    return inOrder([text.slice(0, cuts[1]), text.slice(cuts[1], cuts[2]), text.slice(cuts[2])], order);
  }
  const [, day, name, year] = DAY_AND_NAME.exec(text) ?? [];
  if (day !== undefined) return named(year, name, day);
  const [, name2, day2, year2] = NAME_AND_DAY.exec(text) ?? [];
  if (day2 !== undefined) return named(year2, name2, day2);
  const [, year3, name3, day3] = YEAR_AND_NAME.exec(text) ?? [];
  return day3 === undefined ? null : named(year3, name3, day3);
}

function inOrder([first, second, third]: readonly [string, string, string], order: DateOrder): DateParts | null {
  const yearFirst = first.length > 2;
  if (yearFirst && third.length > 2) return null;
  const [year, month, day] =
    order === 'ymd' || yearFirst ? [first, second, third] : order === 'dmy' ? [third, second, first] : [third, first, second];
  if (year.length !== 4 && year.length !== 2) return null;
  return { year: Number(year), month: Number(month), day: Number(day), shortYear: year.length === 2 };
}

const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'],
];

function named(year = '', name = '', day = ''): DateParts | null {
  const month = MONTHS.findIndex((full) => full.startsWith(name.toLowerCase())) + 1;
  return month === 0 ? null : { year: Number(year), month, day: Number(day), shortYear: year.length === 2 };
}

const DAY_THEN_CLOCK = [
  /^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?:[T ,]+(.*))?$/,
  /^(\d{1,4}[-/. ]?[a-z]{3,9}\.?[-/., ]*\d{1,4})(?:[T ,]+(.*))?$/i,
  /^([a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})(?:[ ,]+(.*))?$/i,
  /^(\d{8})(?:[T ,]+(.*))?$/,
];
const LONGEST_NUMERIC_DAY = 10;

/** A day and what stands behind it in one column; a text that is neither is given as the day. */
export function dayAndClock(text: string): readonly [day: string, clock: string] {
  if (text.length <= LONGEST_NUMERIC_DAY) return [text, ''];
  for (const pattern of DAY_THEN_CLOCK) {
    const match = pattern.exec(text);
    if (match) return [match[1] as string, match[2] ?? ''];
  }
  return [text, ''];
}

const MONTHS_A_YEAR = 12;

/** Whether day and month could be the other way round: both are numbers of months, and not the same one. */
export function isSwappable(text: string, { day, month }: DateParts): boolean {
  return day !== month && day <= MONTHS_A_YEAR && month <= MONTHS_A_YEAR && !/[a-z]/i.test(text);
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
  let known = dates.get(order);
  if (known === undefined || known.today !== today || known.byText.size >= MOST_DATES) {
    known = { today, byText: new Map() };
    dates.set(order, known);
  }
  let date = known.byText.get(text);
  if (date === undefined) {
    date = findDate(text, order, today);
    known.byText.set(text, date);
  }
  return date;
}
/** A file's rows share their dates. */
const dates = new Map<DateOrder, { readonly today: string; readonly byText: Map<string, string | null> }>();
const MOST_DATES = 20_000;

function findDate(text: string, order: DateOrder, today: string): string | null {
  const parts = dateParts(text, order);
  if (!parts) return null;
  if (!parts.shortYear) return parts.year >= 1900 && parts.year < 2200 ? isoDate(parts.year, parts.month, parts.day) : null;
  const date = isoDate(2000 + parts.year, parts.month, parts.day);
  return date !== null && date > today ? isoDate(1900 + parts.year, parts.month, parts.day) : date;
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?: ?([ap])\.?m\.?)?$/i;
const LAST_HOUR = 23;
const LAST_HOUR_OF_HALF = 12;

/**
 * `HH:MM:SS` of HH:MM[:SS], with AM or PM or without, or of HHMMSS written as a number, whose leading zeros are then lost (and
 * which a table with gaps writes as 84706.0); null for anything else.
 */
export function clockTime(text: string): { readonly clock: string; readonly zerosLost: boolean } | null {
  const match = CLOCK.exec(text);
  if (match) {
    const [, hours = '', minutes = '', seconds = '00', half] = match;
    const hour = half === undefined ? Number(hours) : hourOfHalf(Number(hours), half);
    return hour === null ? null : clockOf(String(hour).padStart(2, '0'), minutes, seconds, false);
  }
  const number = text.endsWith('.0') ? text.slice(0, -2) : text;
  const digits = number.padStart(6, '0');
  if (!/^\d{6}$/.test(digits)) return null;
  return clockOf(digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6), number.length < 6);
}

function clockOf(hours: string, minutes: string, seconds: string, zerosLost: boolean) {
  if (Number(hours) > LAST_HOUR || Number(minutes) > 59 || Number(seconds) > 59) return null;
  return { clock: `${hours}:${minutes}:${seconds}`, zerosLost };
}

function hourOfHalf(hour: number, half: string): number | null {
  if (hour < 1 || hour > LAST_HOUR_OF_HALF) return null;
  return (hour % LAST_HOUR_OF_HALF) + (half.toLowerCase() === 'p' ? LAST_HOUR_OF_HALF : 0);
}
