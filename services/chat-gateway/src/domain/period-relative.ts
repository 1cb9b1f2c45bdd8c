import { addDays, type CalendarDate, monthPeriod, type Period, parsePeriod } from '@munshi/events/calendar-date';
import { between, countOf, MONTH, monthsBetween, shiftMonth } from './calendar-words.ts';

type Reader = (text: string, today: CalendarDate, about: Period | null) => Period | null;

/** A period named from today, or from the period that was spoken of before. */
export const readRelative: Reader = (text, today, about) => {
  for (const read of READERS) {
    const period = read(text, today, about);
    if (period) return period;
  }
  return null;
};

const READERS: readonly Reader[] = [beforeAbout, days, ago, weekday, weeks, months, quarters, years];

/** "The month before": before the one just spoken of, else before this month. */
function beforeAbout(text: string, today: CalendarDate, about: Period | null): Period | null {
  const isYear =
    /\b(?:same|that|this) (?:month|period|time|week|quarter) (?:of )?(?:last|the previous|the) year\b|\b(?:a|one|the|an) year (?:earlier|before|ago|prior)\b/.test(
      text,
    );
  if (isYear) return aYearBefore(about ?? monthPeriod(today.slice(0, 7)));
  const unit = /\bthe (month|week|year|day|one|period) before(?! last| yesterday)\b|\b(?:previous|prior|preceding) (one|period)\b/.exec(
    text,
  );
  if (!unit) return null;
  const kind = unit[1] ?? 'period';
  const isSameKind = about !== null && (/one|period/.test(kind) || isWhole(kind, about));
  return periodBefore(isSameKind ? about : unitAround(/one|period/.test(kind) ? 'month' : kind, about?.from ?? today));
}

/** Whether a period is whole days, weeks, months or years long. */
function isWhole(unit: string, { from, to }: Period): boolean {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;
  if (unit === 'day') return days === 1;
  if (unit === 'week') return days === 7;
  return from.endsWith('-01') && monthPeriod(to.slice(0, 7)).to === to && (unit === 'month' || days >= 365);
}

function unitAround(unit: string, today: CalendarDate): Period {
  if (unit === 'day') return { from: today, to: today };
  if (unit === 'week') return { from: mondayOf(today), to: addDays(mondayOf(today), 6) };
  return unit === 'year' ? (parsePeriod(today.slice(0, 4)) ?? monthPeriod(today.slice(0, 7))) : monthPeriod(today.slice(0, 7));
}

function aYearBefore({ from, to }: Period): Period {
  const shifted = (date: string): string => `${shiftMonth(date.slice(0, 7), -12)}${date.slice(7)}`;
  return from.endsWith('-01') && monthPeriod(to.slice(0, 7)).to === to
    ? { from: shifted(from), to: monthPeriod(shiftMonth(to.slice(0, 7), -12)).to }
    : (between(shifted(from), shifted(to)) ?? { from, to });
}

/** The calendar period of the same kind before one. */
export function periodBefore(period: Period): Period {
  const first = period.from.slice(0, 7);
  const last = period.to.slice(0, 7);
  if (period.from.endsWith('-01') && monthPeriod(last).to === period.to) {
    const count = (Number(last.slice(0, 4)) - Number(first.slice(0, 4))) * 12 + Number(last.slice(5)) - Number(first.slice(5)) + 1;
    return monthsBetween(shiftMonth(first, -count), shiftMonth(last, -count));
  }
  const length = Math.round((Date.parse(period.to) - Date.parse(period.from)) / 86_400_000) + 1;
  return { from: addDays(period.from, -length), to: addDays(period.to, -length) };
}

function mondayOf(date: CalendarDate): CalendarDate {
  return addDays(date, -((dayOf(date) + 6) % 7));
}

function dayOf(date: CalendarDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

function days(text: string, today: CalendarDate): Period | null {
  if (/\btoday\b/.test(text)) return { from: today, to: today };
  if (/\bday before yesterday\b/.test(text)) return { from: addDays(today, -2), to: addDays(today, -2) };
  if (/\byesterday\b/.test(text)) return { from: addDays(today, -1), to: addDays(today, -1) };
  if (/\btomorrow\b/.test(text)) return { from: addDays(today, 1), to: addDays(today, 1) };
  const match = /\b(?:last|past|previous) (\w+) (day|week)s?\b/.exec(text);
  const count = countOf(match?.[1]);
  return match && count ? { from: addDays(today, 1 - count * (match[2] === 'week' ? 7 : 1)), to: today } : null;
}

/** "Three days ago", "two months ago": that day, week, month or year. */
function ago(text: string, today: CalendarDate): Period | null {
  const match = /\b(\w+) (day|week|month|year)s? (?:ago|back)\b/.exec(text);
  const count = match?.[1] === 'a' ? 1 : countOf(match?.[1]);
  if (!match || !count) return null;
  if (match[2] === 'day') return { from: addDays(today, -count), to: addDays(today, -count) };
  if (match[2] === 'month') return monthPeriod(shiftMonth(today.slice(0, 7), -count));
  if (match[2] === 'year') return parsePeriod(String(Number(today.slice(0, 4)) - count));
  const monday = addDays(mondayOf(today), -7 * count);
  return { from: monday, to: addDays(monday, 6) };
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** "On Monday": the newest that has been, today's included; "last Monday": before today. */
function weekday(text: string, today: CalendarDate): Period | null {
  const [, word, name = ''] =
    /\b(?:(on|last|this|past|previous) )?(sunday|monday|tuesday|wednesday|thursday|friday|saturday)\b/.exec(text) ?? [];
  if (name === '') return null;
  const back = (dayOf(today) - WEEKDAYS.indexOf(name) + 7) % 7;
  const date = addDays(today, -(back === 0 && /last|past|previous/.test(word ?? '') ? 7 : back));
  return { from: date, to: date };
}

/** Days of the week that are asked for in general: "on weekends", "on Mondays". */
export function readWeekdays(text: string): number[] {
  if (/\b(?:on|at|during|over|every|each|only)? ?(?:the )?weekends\b|\bevery weekend\b/.test(text)) return [0, 6];
  if (/\b(?:on|during) (?:the )?(?:weekdays|working days)\b/.test(text)) return [1, 2, 3, 4, 5];
  return WEEKDAYS.flatMap((name, day) => (new RegExp(`\\b(?:${name}s|every ${name}|each ${name})\\b`).test(text) ? [day] : []));
}

function weeks(text: string, today: CalendarDate): Period | null {
  const monday = mondayOf(today);
  if (/\b(?:this|current) week\b|\bweek so far\b/.test(text)) return { from: monday, to: addDays(monday, 6) };
  if (/\b(?:last|previous|past) week\b/.test(text)) return { from: addDays(monday, -7), to: addDays(monday, -1) };
  if (/\bnext week\b/.test(text)) return { from: addDays(monday, 7), to: addDays(monday, 13) };
  if (/\b(?:last|past|previous) weekend\b/.test(text)) return { from: addDays(monday, -2), to: addDays(monday, -1) };
  if (/\b(?:this|the) weekend\b/.test(text)) return { from: addDays(monday, 5), to: addDays(monday, 6) };
  return null;
}

function months(text: string, today: CalendarDate): Period | null {
  const month = today.slice(0, 7);
  if (/\bmonth before last\b/.test(text)) return monthPeriod(shiftMonth(month, -2));
  if (/\b(?:last|previous|past) month\b/.test(text)) return monthPeriod(shiftMonth(month, -1));
  if (/\b(?:this|current) month\b|\bmonth so far\b|\bmonth to date\b/.test(text)) return monthPeriod(month);
  if (/\bnext month\b/.test(text)) return monthPeriod(shiftMonth(month, 1));
  const match = /\b(?:last|past|previous) (\w+) months?\b/.exec(text) ?? /\b(?:last|past) (half)(?: a)? year\b/.exec(text);
  const count = match?.[1] === 'half' ? 6 : countOf(match?.[1]);
  return count ? monthsBetween(shiftMonth(month, -count), shiftMonth(month, -1)) : null;
}

function quarters(text: string, today: CalendarDate): Period | null {
  const year = Number(today.slice(0, 4));
  const [, number, named] = /\bq([1-4])(?: (?:of )?((?:19|20)\d{2}))?\b/.exec(text) ?? [];
  if (number !== undefined) {
    const month = String(Number(number) * 3 - 2).padStart(2, '0');
    const inYear = named ?? String(`${year}-${month}-01` > today ? year - 1 : year);
    return monthsBetween(`${inYear}-${month}`, shiftMonth(`${inYear}-${month}`, 2));
  }
  const which = /\b(this|current|last|previous) quarter\b/.exec(text)?.[1];
  if (which === undefined) return null;
  const first = `${year}-${String(Math.floor((Number(today.slice(5, 7)) - 1) / 3) * 3 + 1).padStart(2, '0')}`;
  const start = shiftMonth(first, /last|previous/.test(which) ? -3 : 0);
  return monthsBetween(start, shiftMonth(start, 2));
}

/** Financial years begin in April. */
function years(text: string, today: CalendarDate): Period | null {
  const year = Number(today.slice(0, 4));
  const financial = /\b(?:(this|current|last|previous) )?(?:financial|fiscal|tax) year\b|\b(this|last|current) fy\b/.exec(text);
  if (financial) {
    const began = Number(today.slice(5, 7)) >= 4 ? year : year - 1;
    const first = /last|previous/.test(financial[1] ?? financial[2] ?? '') ? began - 1 : began;
    return monthsBetween(`${first}-04`, `${first + 1}-03`);
  }
  if (new RegExp(`\\b${MONTH} (?:of )?(?:last|this) year\\b`).test(text)) return null;
  if (/\b(?:this|current) year\b|\byear to date\b|\bytd\b|\byear so far\b|\bso far this year\b/.test(text))
    return parsePeriod(String(year));
  if (/\b(?:last|previous|past) year\b/.test(text)) return parsePeriod(String(year - 1));
  return /\bnext year\b/.test(text) ? parsePeriod(String(year + 1)) : null;
}
