const QUARTER_MS = 900_000;
const MOST_OFFSETS = 20_000;

/**
 * The UTC instant of a wall-clock time in an IANA zone; of a time that a clock change repeats or skips, always the same one.
 * @param date `YYYY-MM-DD`, @param clock `HH:MM:SS`
 */
export function zonedInstant(date: string, clock: string, timeZone: string): string {
  const wall = Date.parse(`${date}T${clock}Z`);
  const guess = wall - offsetAt(wall, timeZone);
  return `${new Date(wall - offsetAt(guess, timeZone)).toISOString().slice(0, 19)}Z`;
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
