import { minutesAhead } from '../zoned-time.ts';
import { appliedOf, bytesOf, integerOf, type Pickle, textOf } from './pickle.ts';
import type { Token } from './value-arena.ts';

/** An IANA zone, or minutes east of UTC. */
export type Zone = string | number;

/** What Python, pytz and zoneinfo write for a time zone; null for anything else. */
export function zoneOf(pickle: Pickle, token: Token | undefined): Zone | null {
  const applied = appliedOf(pickle, token);
  if (applied === null) return null;
  const [first] = applied.args;
  switch (applied.word) {
    case 'ZoneInfo._unpickle':
    case '_p':
      return textOf(pickle, first);
    case '_UTC':
      return 'UTC';
    case '_FixedOffset':
      return integerOf(pickle, first);
    case 'timezone': {
      const seconds = secondsOf(pickle, first);
      return seconds === null ? null : seconds / 60;
    }
    default:
      return null;
  }
}

/** The seconds of a `datetime.timedelta`. */
export function secondsOf(pickle: Pickle, token: Token | undefined): number | null {
  const applied = appliedOf(pickle, token);
  if (applied?.word !== 'timedelta') return null;
  const [days, seconds, micros] = [0, 1, 2].map((index) => integerOf(pickle, applied.args[index]) ?? 0) as [number, number, number];
  return days * 86_400 + seconds + micros / 1_000_000;
}

/** `YYYY-MM-DD` of the four bytes of a `datetime.date`, or the date and time of the ten of a `datetime.datetime`. */
export function dateOfBytes(bytes: Buffer, zone: Zone | null = null): string | null {
  if (bytes.length !== 4 && bytes.length !== 10) return null;
  const date = `${pad(bytes.readUInt16BE(0), 4)}-${pad((bytes[2] as number) & 0x7f)}-${pad(bytes[3] as number)}`;
  if (bytes.length === 4) return date;
  const micros = bytes.readUIntBE(7, 3);
  const fraction = micros === 0 ? '' : `.${pad(micros, 6)}`;
  const wall = `${date}T${pad(bytes[4] as number)}:${pad(bytes[5] as number)}:${pad(bytes[6] as number)}${fraction}`;
  return zone === null ? wall.replace('T', ' ') : `${wall}${offsetText(typeof zone === 'number' ? zone : wallOffset(wall, zone))}`;
}

/** Milliseconds since 1970 as the date and time that clocks without a zone, or those of `zone`, show. */
export function timeText(ms: number, zone: Zone | null): string | null {
  if (!(Math.abs(ms) <= 8.64e15)) return null;
  if (zone === null) {
    const day = Math.floor(ms / DAY_MS);
    return ms === day * DAY_MS ? dayText(day) : `${dayText(day)} ${clockText(ms - day * DAY_MS)}`;
  }
  const minutes = typeof zone === 'number' ? zone : zoneMinutes(ms, zone);
  if (minutes === null) return new Date(ms).toISOString();
  return `${new Date(ms + minutes * 60_000).toISOString().replace(/(\.000)?Z$/, '')}${offsetText(minutes)}`;
}

const DAY_MS = 86_400_000;
const MOST_DAYS = 50_000;
const days = new Map<number, string>();

/** Remembered: a file's times fall on few days, and making a date takes longer than all else in a row. */
function dayText(day: number): string {
  let text = days.get(day);
  if (text === undefined) {
    if (days.size >= MOST_DAYS) days.clear();
    text = new Date(day * DAY_MS).toISOString().split('T')[0] as string;
    days.set(day, text);
  }
  return text;
}

function clockText(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const fraction = ms % 1000 === 0 ? '' : `.${pad(ms % 1000, 3)}`;
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}${fraction}`;
}

/** The date and time of a call of `datetime.date` or `datetime.datetime`; null for anything else. */
export function calendarText(pickle: Pickle, token: Token): string | null {
  const applied = appliedOf(pickle, token);
  if (applied?.word !== 'date' && applied?.word !== 'datetime') return null;
  const bytes = bytesOf(pickle, applied.args[0]) ?? latin1Of(pickle, applied.args[0]);
  return bytes && dateOfBytes(bytes, zoneOf(pickle, applied.args[1]));
}

function latin1Of(pickle: Pickle, token: Token | undefined): Buffer | null {
  const text = textOf(pickle, token);
  return text === null ? null : Buffer.from(text, 'latin1');
}

function wallOffset(wall: string, zone: string): number {
  return zoneMinutes(Date.parse(`${wall.slice(0, 19)}Z`), zone) ?? 0;
}

function zoneMinutes(ms: number, zone: string): number | null {
  try {
    return minutesAhead(ms, zone);
  } catch {
    return null;
  }
}

function offsetText(minutes: number): string {
  if (minutes === 0) return 'Z';
  const whole = Math.abs(Math.trunc(minutes));
  return `${minutes < 0 ? '-' : '+'}${pad(Math.floor(whole / 60))}:${pad(whole % 60)}`;
}

function pad(value: number, width = 2): string {
  if (width === 2) return value < 10 ? `0${value}` : String(value);
  return String(value).padStart(width, '0');
}
