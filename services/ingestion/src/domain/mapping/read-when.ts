import { RejectedError } from '../rejection.ts';
import { knownText } from '../text-value.ts';
import { zonedInstant } from '../zoned-time.ts';
import { clockTime, transactionDate } from './parse-date.ts';
import { type Reading, zoneOf } from './reading.ts';

/** Payments are dated ahead; what lies farther ahead than a year is a slip of the pen. */
const MOST_YEARS_AHEAD = 1;
const WITH_OFFSET = /(Z|[+-]\d{2}:?\d{2})$/;

/** @throws RejectedError where there is no date, or none that can be */
export function readDate(reading: Reading): string {
  const { column, order } = reading.mapping.transaction.date;
  const text = knownText(reading.row(column));
  if (text === null) throw new RejectedError('DATE_MISSING', `${column}: has no date`);
  const day = text.split(/[T ]/, 1)[0] ?? '';
  const date = transactionDate(day, order, reading.today);
  if (date === null) throw new RejectedError('DATE_INVALID', `${column}: is not a date written ${order.split('').join('-')}`);
  if (isFarAhead(date, reading.today)) throw new RejectedError('DATE_IN_FUTURE', `${column}: is more than a year ahead`);
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
    const read = clockTime(field.as === 'clock' ? text : (text.split(/[T ]/)[1] ?? ''));
    if (read?.zerosLost) reading.repair('leadingZeros');
    if (read) return zonedInstant(date, read.clock, zoneOf(reading));
  }
  reading.repair('invalidTime');
  return null;
}

function isFarAhead(date: string, today: string): boolean {
  // most dates lie behind, which their text tells
  return date > today && date > `${Number(today.slice(0, 4)) + MOST_YEARS_AHEAD}${today.slice(4)}`;
}
