import { z } from 'zod';

/** A calendar date `YYYY-MM-DD`: the bank's own, with no zone and no instant in it. */
export const calendarDate = z.string().refine(isCalendarDate, 'is not a date YYYY-MM-DD');
export type CalendarDate = string;

/** An instant, RFC 3339 in UTC. */
export const instant = z.iso.datetime();
export type Instant = string;

export function isCalendarDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return false;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}
const HYPHEN = 0x2d;

/** The number that the digits from `from` to before `to` are; -1 where one of them is none. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The date that an instant falls on in an IANA time zone. */
export function dateIn(timeZone: string, at: Date): CalendarDate {
  const known = formats.get(timeZone);
  if (known) return known.format(at);
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  formats.set(timeZone, format);
  return format.format(at);
}
const formats = new Map<string, Intl.DateTimeFormat>();

export function addDays(date: CalendarDate, days: number): CalendarDate {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Days from one date to a later one; negative when it is earlier. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** `YYYY-MM` of a date. */
export function monthOf(date: CalendarDate): string {
  return date.slice(0, 7);
}

/** Inclusive range of dates. */
export const period = z.object({ from: calendarDate, to: calendarDate });
export type Period = z.infer<typeof period>;

/** The inclusive range of `YYYY`, `YYYY-MM` or `date..date`; null when it is none of them. */
export function parsePeriod(text: string): Period | null {
  if (/^\d{4}$/.test(text)) return { from: `${text}-01-01`, to: `${text}-12-31` };
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return monthPeriod(text);
  const [from = '', to = '', ...rest] = text.split('..');
  return rest.length === 0 && isCalendarDate(from) && isCalendarDate(to) && from <= to ? { from, to } : null;
}

export function monthPeriod(month: string): Period {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return { from: `${month}-01`, to: new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10) };
}
