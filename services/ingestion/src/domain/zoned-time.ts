const QUARTER_MS = 900_000;
const DAY_SECONDS = 86_400;
const MOST_OFFSETS = 20_000;
const MOST_DAYS = 20_000;

/**
 * The UTC instant of a wall-clock time in an IANA zone; of a time that a clock change repeats or skips, always the same one.
 * @param date `YYYY-MM-DD`, @param clock `HH:MM:SS`
 */
export function zonedInstant(date: string, clock: string, timeZone: string): string {
  const day = plainDay(date, timeZone);
  if (day === null) return exactInstant(date, clock, timeZone);
  const seconds = secondsOf(clock) - day.ahead;
  const [on, within] =
    seconds < 0 ? [day.before, seconds + DAY_SECONDS] : seconds >= DAY_SECONDS ? [day.after, seconds - DAY_SECONDS] : [date, seconds];
  return `${on}T${TWO_DIGITS[Math.floor(within / 3600)]}:${TWO_DIGITS[Math.floor(within / 60) % 60]}:${TWO_DIGITS[within % 60]}Z`;
}
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

function exactInstant(date: string, clock: string, timeZone: string): string {
  const wall = Date.parse(`${date}T${clock}Z`);
  const guess = wall - offsetAt(wall, timeZone);
  return `${new Date(wall - offsetAt(guess, timeZone)).toISOString().slice(0, 19)}Z`;
}

function secondsOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 3600 + Number(clock.slice(3, 5)) * 60 + Number(clock.slice(6, 8));
}

/** A date on which the zone's clocks are ahead of UTC by the same number of seconds from its first to its last moment. */
interface PlainDay {
  readonly ahead: number;
  readonly before: string;
  readonly after: string;
}

/** Remembered, since a file's rows share their dates; null where the clocks change. */
function plainDay(date: string, timeZone: string): PlainDay | null {
  let known = days.get(timeZone);
  if (known === undefined || known.size >= MOST_DAYS) {
    known = new Map();
    days.set(timeZone, known);
  }
  let day = known.get(date);
  if (day === undefined) {
    day = findPlainDay(date, timeZone);
    known.set(date, day);
  }
  return day;
}
const days = new Map<string, Map<string, PlainDay | null>>();

function findPlainDay(date: string, timeZone: string): PlainDay | null {
  const wall = Date.parse(`${date}T00:00:00Z`);
  const dayMs = DAY_SECONDS * 1000;
  // A day to both sides: whichever side of UTC the zone is on, a change on this date is seen.
  const [before = 0, ...others] = [-dayMs, 0, dayMs, 2 * dayMs].map((shift) => offsetAt(wall + shift, timeZone));
  if (others.some((offset) => offset !== before)) return null;
  const dateAt = (at: number) => new Date(at).toISOString().slice(0, 10);
  return { ahead: before / 1000, before: dateAt(wall - dayMs), after: dateAt(wall + dayMs) };
}

/** Minutes that a zone's clocks are ahead of UTC at an instant. @throws RangeError for a zone that nobody knows */
export function minutesAhead(at: number, timeZone: string): number {
  return offsetAt(at, timeZone) / 60_000;
}

/** Milliseconds that a zone's clocks are ahead of UTC, remembered by the quarter hour: no zone changes within one. */
function offsetAt(at: number, timeZone: string): number {
  const quarter = Math.floor(at / QUARTER_MS);
  let known = offsets.get(timeZone);
  if (known === undefined || known.size >= MOST_OFFSETS) {
    known = new Map();
    offsets.set(timeZone, known);
  }
  let offset = known.get(quarter);
  if (offset === undefined) {
    offset = computeOffset(quarter * QUARTER_MS, timeZone);
    known.set(quarter, offset);
  }
  return offset;
}
const offsets = new Map<string, Map<number, number>>();
const formats = new Map<string, Intl.DateTimeFormat>();

function computeOffset(at: number, timeZone: string): number {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(timeZone, format);
  }
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - at;
}
