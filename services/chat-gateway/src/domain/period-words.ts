import { addDays, type CalendarDate, isCalendarDate, monthPeriod, type Period, parsePeriod } from '@munshi/events/calendar-date';

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
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
  fourteen: 14,
  thirty: 30,
  ninety: 90,
  few: 3,
  couple: 2,
};
/** Where "ever" begins. */
export const BEGINNING = '1900-01-01';

/** The calendar period that a question names, seen from `today`; null when it names none. Periods of the calendar, not of so many days back. */
export function readPeriod(question: string, today: CalendarDate): Period | null {
  const text = question.toLowerCase().replaceAll(/[,’']/g, ' ').replaceAll(/\s+/g, ' ').trim();
  for (const read of READERS) {
    const period = read(text, today);
    if (period) return period;
  }
  return null;
}

type Reader = (text: string, today: CalendarDate) => Period | null;

const READERS: readonly Reader[] = [
  written,
  range,
  since,
  relativeDays,
  relativeMonths,
  relativeYears,
  oneDate,
  monthAndYear,
  yearAlone,
  everything,
];

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
  const months = new RegExp(`\\b(${MONTH})(?: (\\d{4}))? ?(?:-|–|to|until|till|through) ?(${MONTH})(?: (\\d{4}))?\\b`).exec(text);
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
  const from = oneDate(rest, today) ?? monthAndYear(rest, today) ?? relativeMonths(rest, today) ?? yearAlone(rest);
  return from ? between(from.from, today) : null;
}

function relativeDays(text: string, today: CalendarDate): Period | null {
  if (/\btoday\b/.test(text)) return { from: today, to: today };
  if (/\bday before yesterday\b/.test(text)) return { from: addDays(today, -2), to: addDays(today, -2) };
  if (/\byesterday\b/.test(text)) return { from: addDays(today, -1), to: addDays(today, -1) };
  const monday = addDays(today, -((new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7));
  if (/\bthis week\b/.test(text)) return { from: monday, to: addDays(monday, 6) };
  if (/\b(?:last|previous|past) week\b/.test(text)) return { from: addDays(monday, -7), to: addDays(monday, -1) };
  if (/\blast weekend\b/.test(text)) return { from: addDays(monday, -2), to: addDays(monday, -1) };
  const match = /\b(?:last|past|previous) (\w+) (day|week)s\b/.exec(text);
  const count = countOf(match?.[1]);
  if (!match || !count) return null;
  return { from: addDays(today, 1 - count * (match[2] === 'week' ? 7 : 1)), to: today };
}

function relativeMonths(text: string, today: CalendarDate): Period | null {
  const month = today.slice(0, 7);
  if (/\bmonth before last\b|\btwo months ago\b|\b2 months ago\b/.test(text)) return monthPeriod(shiftMonth(month, -2));
  if (/\b(?:last|previous|past) month\b/.test(text)) return monthPeriod(shiftMonth(month, -1));
  if (/\b(?:this|current) month\b|\bmonth so far\b/.test(text)) return monthPeriod(month);
  if (/\bnext month\b/.test(text)) return monthPeriod(shiftMonth(month, 1));
  const quarter = /\b(this|current|last|previous) quarter\b/.exec(text)?.[1];
  if (quarter) {
    const first = shiftMonth(
      `${month.slice(0, 4)}-${String(Math.floor((Number(month.slice(5)) - 1) / 3) * 3 + 1).padStart(2, '0')}`,
      /last|previous/.test(quarter) ? -3 : 0,
    );
    return { from: `${first}-01`, to: monthPeriod(shiftMonth(first, 2)).to };
  }
  const match = /\b(?:last|past|previous) (\w+) months\b/.exec(text);
  const count = countOf(match?.[1]);
  return count ? { from: `${shiftMonth(month, -count)}-01`, to: monthPeriod(shiftMonth(month, -1)).to } : null;
}

function relativeYears(text: string, today: CalendarDate): Period | null {
  const year = Number(today.slice(0, 4));
  if (new RegExp(`\\b${MONTH} (?:of )?(?:last|this) year\\b`).test(text)) return null;
  if (/\b(?:this|current) year\b|\byear to date\b|\bytd\b|\byear so far\b/.test(text)) return parsePeriod(String(year));
  if (/\b(?:last|previous|past) year\b/.test(text)) return parsePeriod(String(year - 1));
  return /\bnext year\b/.test(text) ? parsePeriod(String(year + 1)) : null;
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

// --- Internal helpers ---

function between(from: CalendarDate, to: CalendarDate): Period | null {
  return isCalendarDate(from) && isCalendarDate(to) && from <= to ? { from, to } : null;
}

function numberOf(month: string): number {
  return MONTHS.findIndex((name) => name.startsWith(month.slice(0, 3))) + 1;
}

/** Without a year it is the newest such month that has begun. */
function monthOf(month: string, year: string | undefined, today: CalendarDate): string {
  const number = numberOf(month);
  const thisYear = Number(today.slice(0, 4));
  const chosen = year ?? String(number > Number(today.slice(5, 7)) ? thisYear - 1 : thisYear);
  return `${chosen}-${String(number).padStart(2, '0')}`;
}

function dateOf(day: string, month: string, year: string | undefined, today: CalendarDate): CalendarDate {
  const dated = (inYear: string | undefined): CalendarDate => `${monthOf(month, inYear, today)}-${day.padStart(2, '0')}`;
  const date = dated(year);
  return year === undefined && date > today ? dated(String(Number(date.slice(0, 4)) - 1)) : date;
}

export function shiftMonth(month: string, by: number): string {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + by;
  return `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`;
}

function countOf(word: string | undefined): number {
  if (word === undefined) return 0;
  const count = /^\d{1,3}$/.test(word) ? Number(word) : (WORD_NUMBERS[word] ?? 0);
  return count <= 400 ? count : 0;
}
