import { daysBetween } from '@munshi/events/calendar-date';
import { RejectedError } from '../rejection.ts';
import { knownText } from '../text-value.ts';
import { minutesAhead, zonedInstant } from '../zoned-time.ts';
import { clockTime, dayAndClock, transactionDate } from './parse-date.ts';
import { type Reading, zoneOf } from './reading.ts';

/** What waits may be dated ahead; what is done may only by the few days that value dates run ahead. A mapping may say otherwise. */
const DAYS_AHEAD = { pending: 366, posted: 7, cancelled: 366 } as const;
const WITH_OFFSET = /(Z|[+-]\d{2}:?\d{2})$/;
const MOMENT = /^(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})$/;
const MIDNIGHT = '00:00:00';

/** The date in the mapping's zone, where the column holds a moment. @throws RejectedError where there is no date, or none that can be */
export function readDate(reading: Reading, status: keyof typeof DAYS_AHEAD): string {
  const { column, order, daysAhead = DAYS_AHEAD[status] } = reading.mapping.transaction.date;
  const text = knownText(reading.row(column));
  if (text === null) throw new RejectedError('DATE_MISSING', `${column}: has no date`);
  const [day, clock] = dayAndClock(text);
  const written = transactionDate(day, order, reading.today);
  if (written === null) throw new RejectedError('DATE_INVALID', `${column}: is not a date written ${order.split('').join('-')}`);
  const at = momentOf(written, clock);
  const date = at === null ? written : dateAt(at, zoneOf(reading));
  // most dates lie behind, which their text tells
  if (date > reading.today && daysBetween(reading.today, date) > daysAhead) {
    throw new RejectedError('DATE_IN_FUTURE', `${column}: is more than ${daysAhead} days ahead`);
  }
  return date;
}

/** A transaction without a usable time of day keeps its date; the time is unknown. */
export function readTime(reading: Reading, date: string): string | null {
  const field = reading.mapping.transaction.time;
  const text = field ? knownText(reading.row(field.column)) : null;
  if (!field || text === null) return timeBesideDate(reading, date);
  if (field.as === 'instant') {
    const at = WITH_OFFSET.test(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(at)) return instantText(at);
  } else {
    const clock = field.as === 'clock' ? text : dayAndClock(text)[1];
    const at = momentIn(text, clock, reading);
    if (at !== null) return instantText(at);
    const read = clockTime(clock);
    if (read?.zerosLost) reading.repair('leadingZeros');
    if (read) return zonedInstant(date, read.clock, zoneOf(reading));
  }
  reading.repair('invalidTime');
  return null;
}

/** The clock in the column of the date, where no column holds the time. Midnight is what tools write behind a date that has none. */
function timeBesideDate(reading: Reading, date: string): string | null {
  const text = knownText(reading.row(reading.mapping.transaction.date.column)) ?? '';
  const [, clock] = dayAndClock(text);
  if (clock === '') return null;
  const at = momentIn(text, clock, reading);
  const time = at === null ? clockTime(clock)?.clock : clockAt(at, zoneOf(reading));
  if (time === undefined) reading.repair('invalidTime');
  if (time === undefined || time === MIDNIGHT || clock.startsWith(MIDNIGHT)) return null;
  return at === null ? zonedInstant(date, time, zoneOf(reading)) : instantText(at);
}

/** The moment of a column that holds a day and a clock with its offset from UTC; null for any other. */
function momentIn(text: string, clock: string, { mapping, today }: Reading): number | null {
  if (!MOMENT.test(clock)) return null;
  const date = transactionDate(dayAndClock(text)[0], mapping.transaction.date.order, today);
  return date === null ? null : momentOf(date, clock);
}

function momentOf(date: string, clock: string): number | null {
  const [, time, offset] = MOMENT.exec(clock) ?? [];
  if (time === undefined || offset === undefined) return null;
  const at = Date.parse(`${date}T${time}${offset.replace(/(\d{2}):?(\d{2})$/, '$1:$2')}`);
  return Number.isNaN(at) ? null : at;
}

function dateAt(at: number, timeZone: string): string {
  return wallAt(at, timeZone).slice(0, 10);
}

function clockAt(at: number, timeZone: string): string {
  return wallAt(at, timeZone).slice(11, 19);
}

function wallAt(at: number, timeZone: string): string {
  return new Date(at + minutesAhead(at, timeZone) * 60_000).toISOString();
}

function instantText(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}
