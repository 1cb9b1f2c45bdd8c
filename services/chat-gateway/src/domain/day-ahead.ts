import { addDays, type CalendarDate, isCalendarDate, monthOf, monthPeriod } from '@munshi/events/calendar-date';
import { countOf, DAY, MONTH, numberOf, shiftMonth } from './calendar-words.ts';
import { readPeriod } from './period-words.ts';

const DATED = new RegExp(`\\b(?:${DAY} (?:of )?(${MONTH})|(${MONTH}) ${DAY})\\b(?: (\\d{4}))?`);
const ORDINAL = /\b(?:on|by|until|till) (?:the )?(\d{1,2})(?:st|nd|rd|th)\b/;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const DAYS: Readonly<Record<string, number>> = { day: 1, week: 7, fortnight: 14 };

/** The day to come that a question names: the next 15th, the next Friday, the last day of the period it names. Null where none is to come. */
export function readDayAhead(text: string, today: CalendarDate): CalendarDate | null {
  if (DATED.test(text)) return dated(text, today);
  const named = ordinal(text, today) ?? weekday(text, today) ?? after(text, today);
  if (named !== null) return named;
  if (/\b(?:end of (?:the|this) month|month[- ]?end)\b/.test(text)) return monthPeriod(monthOf(today)).to;
  const to = readPeriod(text, { today })?.to ?? null;
  return to !== null && to > today ? to : null;
}

/** "On 15 December": the next one, unless it names its year. */
function dated(text: string, today: CalendarDate): CalendarDate | null {
  const [, before, month, named, behind, year] = DATED.exec(text) ?? [];
  const thisYear = Number(today.slice(0, 4));
  const rest = `${String(numberOf(month ?? named ?? '')).padStart(2, '0')}-${(before ?? behind ?? '').padStart(2, '0')}`;
  const dates = (year === undefined ? [thisYear, thisYear + 1] : [year]).map((one) => `${one}-${rest}`);
  return dates.find((date) => isCalendarDate(date) && date > today) ?? null;
}

/** "On the 15th": the next one; of a month too short for it the one after. */
function ordinal(text: string, today: CalendarDate): CalendarDate | null {
  const day = ORDINAL.exec(text)?.[1];
  if (day === undefined) return null;
  const months = [0, 1, 2].map((ahead) => `${shiftMonth(monthOf(today), ahead)}-${day.padStart(2, '0')}`);
  return months.find((date) => isCalendarDate(date) && date > today) ?? null;
}

function weekday(text: string, today: CalendarDate): CalendarDate | null {
  const name = /\b(?:on|by|next|this|until|till) (sunday|monday|tuesday|wednesday|thursday|friday|saturday)\b/.exec(text)?.[1];
  if (name === undefined) return null;
  const days = (WEEKDAYS.indexOf(name) - new Date(`${today}T00:00:00Z`).getUTCDay() + 7) % 7;
  return addDays(today, days === 0 ? 7 : days);
}

/** "In two weeks". */
function after(text: string, today: CalendarDate): CalendarDate | null {
  const [, number, unit = ''] = /\bin (\w+) (day|week|fortnight|month)s?\b/.exec(text) ?? [];
  const count = number === 'a' ? 1 : countOf(number);
  if (!count) return null;
  return unit === 'month' ? addDays(today, count * 30) : addDays(today, count * (DAYS[unit] ?? 1));
}
