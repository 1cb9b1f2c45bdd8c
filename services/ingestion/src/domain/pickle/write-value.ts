import type { LineWriter } from './line-writer.ts';
import { cellReader, dtypeOf, instantText } from './numpy-array.ts';
import { appliedOf, bytesOf, fieldsOf, type Pickle, scalarOf, textOf, wordOf } from './pickle.ts';
import { calendarText, secondsOf, zoneOf } from './python-time.ts';
import { UnreadableValueError } from './refusal.ts';
import { NODE, type Token } from './value-arena.ts';

/**
 * Writes a value as JSON: dates and decimals become text, lists, tuples and sets arrays, dicts objects with their keys as
 * they are. @throws UnreadableValueError for what has no such form, LineFullError where the line has no room for it
 */
export function writeValue(pickle: Pickle, token: Token, line: LineWriter): void {
  switch (pickle.arena.kind(token)) {
    case NODE.list:
    case NODE.tuple:
    case NODE.set:
      writeList(pickle, token, line);
      return;
    case NODE.dict:
      writeDict(pickle, token, line);
      return;
    case NODE.name:
      // pandas' word for unknown
      if (wordOf(pickle, token) !== 'NA') throw unreadable(pickle, token);
      line.value(null);
      return;
    case NODE.call:
      writeApplied(pickle, token, line);
      return;
    default: {
      const value = scalarOf(pickle, token);
      line.value(Buffer.isBuffer(value) ? textOfBytes(token, value) : (value ?? null));
    }
  }
}

function writeList(pickle: Pickle, token: Token, line: LineWriter): void {
  const items = pickle.arena.items(token);
  line.raw('[');
  for (let at = 0; at < items.length; at += 1) {
    if (at > 0) line.raw(',');
    writeValue(pickle, items[at] as Token, line);
  }
  line.raw(']');
}

function writeDict(pickle: Pickle, token: Token, line: LineWriter): void {
  const items = pickle.arena.items(token);
  line.raw('{');
  for (let at = 0; at < items.length; at += 2) {
    if (at > 0) line.raw(',');
    line.value(keyOf(pickle, items[at] as Token));
    line.raw(':');
    writeValue(pickle, items[at + 1] as Token, line);
  }
  line.raw('}');
}

/** A key as the text that JSON would make of it. */
export function keyOf(pickle: Pickle, token: Token): string {
  const value = scalarOf(pickle, token);
  if (value === undefined) throw unreadable(pickle, token);
  return Buffer.isBuffer(value) ? textOfBytes(token, value) : String(value);
}

const PLAIN_OBJECTS: ReadonlySet<string> = new Set([
  ...['Decimal', 'date', 'datetime', 'timedelta', 'UUID', '_unpickle_timestamp', '_nat_unpickle', '__nat_unpickle', 'scalar'],
]);

/** Whether an object is one value, such as a date or a Decimal. */
export function isPlainObject(pickle: Pickle, token: Token): boolean {
  return PLAIN_OBJECTS.has(appliedOf(pickle, token)?.word ?? '');
}

function writeApplied(pickle: Pickle, token: Token, line: LineWriter): void {
  const applied = appliedOf(pickle, token);
  const [first] = applied?.args ?? [];
  switch (applied?.word) {
    case 'Decimal':
      line.value(textOf(pickle, first));
      return;
    case 'date':
    case 'datetime':
      line.value(calendarText(pickle, token));
      return;
    case 'UUID':
      line.value(uuidText(pickle, token, applied.state));
      return;
    case 'timedelta':
      line.value(secondsOf(pickle, token));
      return;
    case '_unpickle_timestamp':
      line.value(timestampOf(pickle, applied.args));
      return;
    case '_nat_unpickle':
    case '__nat_unpickle':
      line.value(null);
      return;
    case 'scalar':
      line.value(scalarCell(pickle, token, applied.args));
      return;
    default: {
      const bytes = bytesOf(pickle, token);
      if (bytes === null) throw unreadable(pickle, token);
      line.value(textOfBytes(token, bytes));
    }
  }
}

/** Python keeps a UUID as one integer. */
function uuidText(pickle: Pickle, token: Token, state: Token): string {
  const value = scalarOf(pickle, fieldsOf(pickle, state)?.get('int'));
  const digits = typeof value === 'number' || typeof value === 'bigint' ? BigInt(value).toString(16).padStart(32, '0') : '';
  const [, ...parts] = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(digits) ?? [];
  if (parts.length === 0) throw unreadable(pickle, token);
  return parts.join('-');
}

/** pandas' Timestamp: (steps since 1970, frequency, zone, code of the step). */
const STEPS: Readonly<Record<number, bigint>> = { 7: 1_000_000_000n, 8: 1_000_000n, 9: 1_000n, 10: 1n };
const NANOSECOND_STEP = 10;

function timestampOf(pickle: Pickle, args: Int32Array): string | null {
  const [value, , zone, step] = args;
  const steps = scalarOf(pickle, value);
  if (typeof steps !== 'number' && typeof steps !== 'bigint') return null;
  const code = scalarOf(pickle, step);
  return instantText(BigInt(steps), STEPS[typeof code === 'number' ? code : NANOSECOND_STEP] ?? 0n, zoneOf(pickle, zone));
}

function scalarCell(pickle: Pickle, token: Token, args: Int32Array) {
  const [type, bytes] = args;
  const dtype = dtypeOf(pickle, type);
  const data = bytesOf(pickle, bytes);
  if (data === null || data.length !== dtype.size || dtype.size === 0) throw unreadable(pickle, token);
  return cellReader(pickle, token, { dtype, data, shape: [1], isFortran: false, objects: null })(0);
}

function textOfBytes(token: Token, bytes: Buffer): string {
  const text = bytes.toString('utf8');
  if (text.includes('\ufffd')) throw new UnreadableValueError(token, 'is bytes that are no text');
  return text;
}

function unreadable({ arena }: Pickle, token: Token): UnreadableValueError {
  return new UnreadableValueError(arena.offset(token), 'is an object that is no plain value');
}
