import type { Agreed } from '../profile/observation.ts';
import type { BirthDateField } from './mapping.ts';
import { dateParts, isoDate, isSwappable } from './parse-date.ts';

export interface BirthDateReading {
  /** Null: the row says nothing. */
  readonly observed: Agreed | null;
  readonly repair: string | null;
}

/** Older than any bank's customer. */
const MOST_YEARS = 120;
const LEAST_YEARS_OF_SHORT = 10;

/**
 * What a row says of a birth date. A placeholder, an impossible date, one that may be swapped or a century that cannot
 * be told are unknown; a placeholder still is something the bank said, and disagrees with a date.
 * @param on the date of the transaction: nobody is born after it
 */
export function readBirthDate(text: string | null, field: BirthDateField, on: string): BirthDateReading {
  if (text === null) return { observed: null, repair: 'missingBirthDate' };
  const parts = dateParts(text, field.order);
  if (!parts) return { observed: null, repair: 'invalidBirthDate' };
  const at = Number(on.slice(0, 4));
  const year = parts.shortYear ? fullYear(parts.year, at) : parts.year;
  if (year === null) return { observed: null, repair: 'ambiguousBirthYear' };
  const date = isoDate(year, parts.month, parts.day);
  if (date === null) return { observed: null, repair: 'invalidBirthDate' };
  if (field.placeholders.includes(date)) return { observed: { said: date, known: false }, repair: 'placeholderBirthDate' };
  if (field.dayAbove12Only && isSwappable(text, parts)) return { observed: null, repair: 'ambiguousBirthDate' };
  if (date > on || at - year > MOST_YEARS) return { observed: { said: date, known: false }, repair: 'impossibleBirthDate' };
  return { observed: { said: date, known: true }, repair: null };
}

/** The century of a two-digit year of birth: the later one that makes a customer of at least ten; null if neither is plausible. */
function fullYear(short: number, at: number): number | null {
  const later = 2000 + short;
  if (at - later >= LEAST_YEARS_OF_SHORT) return later;
  return later > at ? 1900 + short : null;
}
