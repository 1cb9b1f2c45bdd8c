import { type Period, parsePeriod } from '@munshi/events/calendar-date';
import { fractionDigits, type Money } from '@munshi/events/money';
import type { Fact } from './fact.ts';

/** How values are written for one reader. Exact: no float is involved in an amount. */
export interface Writer {
  readonly locale: string;
  money(money: Money): string;
  count(count: number): string;
  percent(percent: number): string;
  /** `3 July 2026`; an instant is written as its date. */
  date(date: string): string;
  /** `July 2026`, `2026`, `3 July 2026`, `1 July 2026 to 15 July 2026`. */
  period(period: Period): string;
  /** A period with its preposition: `in July 2026`, `on 3 July 2026`, `from 1 July 2026 to 15 July 2026`. */
  when(period: Period): string;
  name(name: string): string;
  quote(text: string): string;
}

const FALLBACK_LOCALE = 'en-IN';
const LONGEST_NAME = 60;
const LONGEST_QUOTE = 600;

/** A writer for a BCP 47 locale. The answers are in English, so another language falls back to `en-IN`. */
export function createWriter(locale: string): Writer {
  const chosen = isEnglish(locale) ? locale : FALLBACK_LOCALE;
  const count = new Intl.NumberFormat(chosen, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(chosen, { style: 'percent', maximumFractionDigits: 0 });
  const date = new Intl.DateTimeFormat(chosen, { dateStyle: 'long', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(chosen, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const writeDate = (text: string): string => date.format(new Date(`${text.slice(0, 10)}T00:00:00Z`));
  const writePeriod = ({ from, to }: Period): string => {
    const whole = wholeOf({ from, to });
    if (whole === 'year') return from.slice(0, 4);
    if (whole === 'month') return month.format(new Date(`${from}T00:00:00Z`));
    return whole === 'day' ? writeDate(from) : `${writeDate(from)} to ${writeDate(to)}`;
  };
  return {
    locale: chosen,
    money: ({ minor, currency }) => moneyFormat(chosen, currency).format(decimalOf(minor, fractionDigits(currency)) as `${number}`),
    count: (value) => count.format(value),
    percent: (value) => percent.format(value / 100),
    date: writeDate,
    period: writePeriod,
    when: (period) => `${PREPOSITIONS[wholeOf(period)]} ${writePeriod(period)}`,
    name: (text) => writeName(text),
    quote: (text) => `“${plain(text, LONGEST_QUOTE).replaceAll(/[“”]/g, '"')}”`,
  };
}

const PREPOSITIONS = { year: 'in', month: 'in', day: 'on', range: 'from' } as const;

function wholeOf({ from, to }: Period): keyof typeof PREPOSITIONS {
  const isWhole = (text: string): boolean => {
    const period = parsePeriod(text);
    return period?.from === from && period.to === to;
  };
  if (from === to) return 'day';
  if (isWhole(from.slice(0, 4))) return 'year';
  return isWhole(from.slice(0, 7)) ? 'month' : 'range';
}

/** The text of a fact's value. */
export function writeValue(fact: Fact, writer: Writer): string {
  const { value, unit } = fact;
  if (typeof value === 'number') return unit === 'percent' ? writer.percent(value) : writer.count(value);
  if ('minor' in value) return writer.money(value);
  if ('date' in value) return writer.date(value.date);
  return 'name' in value ? writer.name(value.name) : writer.quote(value.quote);
}

/** Minor units as a decimal, digit by digit. */
export function decimalOf(minor: number, digits: number): string {
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return minor < 0 ? `-${whole}` : whole;
}

const formats = new Map<string, Intl.NumberFormat>();

function moneyFormat(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const known = formats.get(key);
  if (known) return known;
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  formats.set(key, format);
  return format;
}

function isEnglish(locale: string): boolean {
  try {
    return new Intl.Locale(locale).language === 'en' && Intl.NumberFormat.supportedLocalesOf(locale).length > 0;
  } catch {
    return false;
  }
}

/** Without line breaks, control and direction characters, and not longer than `longest`. */
function plain(text: string, longest: number): string {
  const clean = text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const letters = [...clean];
  return letters.length <= longest
    ? clean
    : `${letters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`;
}

/** A name as it is where it looks like one; anything else is quoted, so that it reads as the data it is. */
function writeName(text: string): string {
  const name = plain(text, LONGEST_NAME);
  const looksLikeOne = /^[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N} .,&'’*+()/_-]{0,39}$/u.test(name) && !/\w\.\w{2,}\/|www\./i.test(name);
  return looksLikeOne && name.split(' ').length <= 5 ? name : `“${name.replaceAll(/[“”]/g, '"')}”`;
}
