import { type CalendarDate, isCalendarDate, monthPeriod, type Period } from '@munshi/events/calendar-date';

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
export const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
export const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
const WORD_NUMBERS: Record<string, number> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  fourteen: 14,
  thirty: 30,
  ninety: 90,
  few: 3,
  couple: 2,
};
/** Where "ever" begins. */
export const BEGINNING = '1900-01-01';

export function between(from: CalendarDate, to: CalendarDate): Period | null {
  return isCalendarDate(from) && isCalendarDate(to) && from <= to ? { from, to } : null;
}

export function numberOf(month: string): number {
  return MONTHS.findIndex((name) => name.startsWith(month.slice(0, 3))) + 1;
}

/** Without a year it is the newest such month that has begun. */
export function monthOf(month: string, year: string | undefined, today: CalendarDate): string {
  const number = numberOf(month);
  const thisYear = Number(today.slice(0, 4));
  const chosen = year ?? String(number > Number(today.slice(5, 7)) ? thisYear - 1 : thisYear);
  return `${chosen}-${String(number).padStart(2, '0')}`;
}

export function dateOf(day: string, month: string, year: string | undefined, today: CalendarDate): CalendarDate {
  const dated = (inYear: string | undefined): CalendarDate => `${monthOf(month, inYear, today)}-${day.padStart(2, '0')}`;
  const date = dated(year);
  return year === undefined && date > today ? dated(String(Number(date.slice(0, 4)) - 1)) : date;
}

export function shiftMonth(month: string, by: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + by;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

export function countOf(word: string | undefined): number {
  if (word === undefined) return 0;
  const count = /^\d{1,3}$/.test(word) ? Number(word) : (WORD_NUMBERS[word] ?? 0);
  return count <= 400 ? count : 0;
}

/** Whole months, the later one last. */
export function monthsBetween(first: string, last: string): Period {
  return { from: `${first}-01`, to: monthPeriod(last).to };
}
