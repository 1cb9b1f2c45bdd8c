import { type CalendarDate, dateIn } from '@munshi/events/calendar-date';

/**
 * The date on which a bank's history ends when nobody says: today by this machine's clock, so that whoever types the same command
 * gets the same bank, but never later than today in the bank.
 */
export function bankDay(timeZone: string, now: Date): CalendarDate {
  const zones = [Intl.DateTimeFormat().resolvedOptions().timeZone, timeZone];
  return zones.map((zone) => dateIn(zone, now)).sort()[0] as CalendarDate;
}
