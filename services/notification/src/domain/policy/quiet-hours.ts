import type { Instant } from '@munshi/events/calendar-date';
import type { Preferences } from '@munshi/events/preferences';

type QuietHours = NonNullable<Preferences['quietHours']>;

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** When quiet hours that hold now end; null when none hold. They may span midnight; equal ends mean none. */
export function quietUntil(hours: QuietHours | null, timeZone: string, now: Date): Instant | null {
  if (hours === null) return null;
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  const current = minuteOfDay(timeZone, now);
  const length = (to - from + DAY_MINUTES) % DAY_MINUTES;
  if ((current - from + DAY_MINUTES) % DAY_MINUTES >= length) return null;
  const left = (to - current + DAY_MINUTES) % DAY_MINUTES;
  return new Date((Math.floor(now.getTime() / MINUTE_MS) + left) * MINUTE_MS).toISOString();
}

function minutesOf(clockTime: string): number {
  return Number(clockTime.slice(0, 2)) * 60 + Number(clockTime.slice(3));
}

function minuteOfDay(timeZone: string, at: Date): number {
  return minutesOf(new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at));
}
