import { isObject, type JsonObject } from '../lines/json-line.ts';
import { RejectedError } from '../rejection.ts';
import { cleanText, isUsableId, type Repair } from '../text-value.ts';

/** A text field as the schema wants it: numbers become text, empty is unknown, what no store can hold is taken out. */
export function lenientText(value: unknown, repair: Repair, limit?: number): unknown {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' ? cleanText(value, repair, limit) : (value ?? null);
}

/** An id as text, trimmed. @throws RejectedError where it could not be a key */
export function lenientId(value: unknown, field: string): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (text === undefined || text === null || text === '') return null;
  if (typeof text === 'string' && isUsableId(text.trim())) return text.trim();
  throw new RejectedError('ID_INVALID', `${field}: an id is a text of 1 to 200 characters without control characters`);
}

/** An instant in UTC: one with another offset is turned into it. */
export function lenientInstant(value: unknown, repair: Repair): unknown {
  if (typeof value !== 'string' || value === '') return value === '' ? null : (value ?? null);
  if (/^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?[+-]\d{2}:?\d{2}$/.test(value) && !Number.isNaN(Date.parse(value))) {
    repair('timeToUtc');
    return new Date(Date.parse(value)).toISOString().replace('.000Z', 'Z');
  }
  return value;
}

/** `{minor, currency}` with a currency in capitals; null where there is none. */
export function lenientMoney(value: unknown): unknown {
  if (!isObject(value)) return value ?? null;
  const { minor, currency } = value;
  return { minor, currency: typeof currency === 'string' ? currency.trim().toUpperCase() : currency };
}

/** The named texts of a nested object, null where none is known. */
export function lenientTexts(value: unknown, names: readonly string[], repair: Repair): unknown {
  if (!isObject(value)) return value ?? null;
  const texts = Object.fromEntries(names.map((name) => [name, lenientText(value[name], repair)]));
  return Object.values(texts).some((text) => text !== null) ? texts : null;
}

export function lenientWord(value: unknown): unknown {
  return typeof value === 'string' ? value.trim().toLowerCase() : value;
}

export type { JsonObject };
