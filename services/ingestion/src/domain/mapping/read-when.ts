import { daysBetween } from '@munshi/events/calendar-date';
import { RejectedError } from '../rejection.ts';
import { knownText } from '../text-value.ts';
import { zonedInstant } from '../zoned-time.ts';
import { clockTime, dayAndClock, transactionDate } from './parse-date.ts';
import { type Reading, zoneOf } from './reading.ts';

/** What waits may be dated ahead; what is done may only by the few days that value dates run ahead. A mapping may say otherwise. */
const DAYS_AHEAD = { pending: 366, posted: 7, cancelled: 366 } as const;
const WITH_OFFSET = /(Z|[+-]\d{2}:?\d{2})$/;

/** @throws RejectedError where there is no date, or none that can be */
export function readDate(reading: Reading, status: keyof typeof DAYS_AHEAD): string {
  const { column, order, daysAhead = DAYS_AHEAD[status] } = reading.mapping.transaction.date;
  const text = knownText(reading.row(column));
  if (text === null) throw new RejectedError('DATE_MISSING', `${column}: has no date`);
  const date = transactionDate(dayAndClock(text)[0], order, reading.today);
  if (date === null) throw new RejectedError('DATE_INVALID', `${column}: is not a date written ${order.split('').join('-')}`);
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
  if (!field || text === null) return null;
  if (field.as === 'instant' || (field.as === 'dateTime' && WITH_OFFSET.test(text) && text.includes('T'))) {
    const at = WITH_OFFSET.test(text) ? Date.parse(text) : Number.NaN;
    if (!Number.isNaN(at)) return new Date(at).toISOString().replace('.000Z', 'Z');
  } else {
    const read = clockTime(field.as === 'clock' ? text : dayAndClock(text)[1]);
    if (read?.zerosLost) reading.repair('leadingZeros');
    if (read) return zonedInstant(date, read.clock, zoneOf(reading));
  }
  reading.repair('invalidTime');
  return null;
}
