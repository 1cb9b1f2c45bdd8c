import { type CalendarDate, isCalendarDate, monthPeriod, type Period, parsePeriod } from '@munshi/events/calendar-date';
import { BEGINNING, between, DAY, dateOf, MONTH, monthOf, numberOf } from './calendar-words.ts';
import { readRelative } from './period-relative.ts';

/** Seen from where a period is read. */
export interface Seen {
  readonly today: CalendarDate;
  /** What was spoken of before: "the month before" is before this. */
  readonly about?: Period | null;
}

/** The calendar period that a question names; null when it names none. Periods of the calendar, not of so many days back. */
export function readPeriod(question: string, seen: Seen): Period | null {
  const text = question.toLowerCase().replaceAll(/[,’']/g, ' ').replaceAll(/\s+/g, ' ').trim();
  for (const read of READERS) {
    const period = read(text, seen.today, seen.about ?? null);
    if (period) return period;
  }
  return null;
}

type Reader = (text: string, today: CalendarDate, about: Period | null) => Period | null;

const READERS: readonly Reader[] = [written, range, since, partOfMonth, readRelative, oneDate, monthAndYear, yearAlone, everything];

function written(text: string): Period | null {
  const match = /\d{4}-\d{2}-\d{2}\s?(?:\.\.|to|until|till|and|-)\s?\d{4}-\d{2}-\d{2}|\d{4}-\d{2}-\d{2}|\b\d{4}-\d{2}\b/.exec(text)?.[0];
  if (!match) return null;
  const dates = match.match(/\d{4}-\d{2}-\d{2}/g) ?? [];
  const [from, to = from] = dates;
  if (from === undefined || to === undefined) return parsePeriod(match);
  return isCalendarDate(from) && isCalendarDate(to) && from <= to ? { from, to } : null;
}

function range(text: string, today: CalendarDate): Period | null {
  const short = new RegExp(`\\b${DAY} ?(?:-|–|to|and|until|till) ?${DAY} (?:of )?(${MONTH})\\b(?: (\\d{4}))?`).exec(text);
  if (short) {
    const [, first = '', last = '', month = '', year] = short;
    return between(dateOf(first, month, year, today), dateOf(last, month, year, today));
  }
  const date = `(?:${DAY} (?:of )?(${MONTH})|(${MONTH}) ${DAY})(?: (\\d{4}))?`;
  const long = new RegExp(`\\b${date} ?(?:-|–|to|and|until|till) ?${date}`).exec(text);
  if (long) {
    const [, d1, m1, n1, e1, y1, d2, m2, n2, e2, y2] = long;
    return between(dateOf(d1 ?? e1 ?? '', m1 ?? n1 ?? '', y1 ?? y2, today), dateOf(d2 ?? e2 ?? '', m2 ?? n2 ?? '', y2, today));
  }
  const join = /\bbetween\b/.test(text) ? '(?:-|–|to|until|till|through|and)' : '(?:-|–|to|until|till|through)';
  const months = new RegExp(`\\b(${MONTH})(?: (\\d{4}))? ?${join} ?(${MONTH})(?: (\\d{4}))?\\b`).exec(text);
  if (!months) return null;
  const [, from = '', fromYear, to = '', toYear] = months;
  const last = monthOf(to, toYear, today);
  const first = monthOf(
    from,
    fromYear ?? (numberOf(from) <= numberOf(to) ? last.slice(0, 4) : String(Number(last.slice(0, 4)) - 1)),
    today,
  );
  return between(monthPeriod(first).from, monthPeriod(last).to);
}

function since(text: string, today: CalendarDate): Period | null {
  if (!/\bsince\b/.test(text)) return null;
  const rest = text.slice(text.indexOf('since'));
  const from = oneDate(rest, today) ?? monthAndYear(rest, today) ?? readRelative(rest, today, null) ?? yearAlone(rest);
  return from ? between(from.from, today) : null;
}

/** "The first week of November", "the second half of June". */
function partOfMonth(text: string, today: CalendarDate): Period | null {
  const match = /\b(first|last|second|1st|2nd) (week|half|(\d{1,2}) days) (?:of|in) (?:the )?(.+)/.exec(text);
  if (!match) return null;
  const [, which = '', part = '', days, rest = ''] = match;
  const whole = monthAndYear(rest, today) ?? readRelative(rest, today, null);
  if (!whole || whole.from.slice(0, 7) !== whole.to.slice(0, 7) || !whole.from.endsWith('-01')) return null;
  const length = part === 'half' ? 15 : part === 'week' ? 7 : Number(days);
  const month = whole.from.slice(0, 8);
  const end = Number(whole.to.slice(8));
  const date = (day: number): string => `${month}${String(day).padStart(2, '0')}`;
  if (/first|1st/.test(which)) return between(date(1), date(Math.min(length, end)));
  if (which !== 'last' && part === 'week') return between(date(8), date(14));
  return between(date(part === 'half' ? 16 : end - length + 1), date(end));
}

function oneDate(text: string, today: CalendarDate): Period | null {
  const numeric = /\b(\d{1,2})[/.](\d{1,2})[/.](\d{4})\b/.exec(text);
  if (numeric) {
    const [, day = '', month = '', year = ''] = numeric;
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    return between(date, date);
  }
  const match = new RegExp(`\\b(?:${DAY} (?:of )?(${MONTH})|(${MONTH}) ${DAY})\\b(?: (\\d{4}))?`).exec(text);
  if (!match) return null;
  const date = dateOf(match[1] ?? match[4] ?? '', match[2] ?? match[3] ?? '', match[5], today);
  return between(date, date);
}

function monthAndYear(text: string, today: CalendarDate): Period | null {
  const match = new RegExp(`\\b(${MONTH})\\b(?: (?:of )?(\\d{4}|last year|this year))?`).exec(text);
  if (!match) return null;
  const [, month = '', year] = match;
  // "may" and "march" are months only where they are used as one.
  if (
    /^(?:may|mar|march)$/.test(month) &&
    year === undefined &&
    !new RegExp(`\\b(?:in|of|for|during|since|last|this|until|till|and|about|month) ${month}\\b|^${month}\\b\\W*$`).test(text)
  )
    return null;
  const thisYear = Number(today.slice(0, 4));
  const named = year === 'last year' ? String(thisYear - 1) : year === 'this year' ? String(thisYear) : year;
  return monthPeriod(monthOf(month, named, today));
}

function yearAlone(text: string): Period | null {
  const year =
    /\b(?:in|of|for|during|since|year) ((?:19|20)\d{2})\b/.exec(text)?.[1] ?? /^\W*(?:and )?((?:19|20)\d{2})\W*$/.exec(text)?.[1];
  return year ? parsePeriod(year) : null;
}

function everything(text: string, today: CalendarDate): Period | null {
  return /\b(?:ever|all time|of all times?|so far in total|since the beginning|in all)\b/.test(text)
    ? { from: BEGINNING, to: today }
    : null;
}
