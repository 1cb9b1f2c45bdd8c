import { type CalendarDate, dateIn } from '@munshi/events/calendar-date';

/**
 * The date on which a bank's history ends when nobody says: today by this machine's clock, so that whoever types the same command
 * gets the same bank, but never later than today in the bank.
 */
export function bankDay(timeZone: string, now: Date): CalendarDate {
  const here = dateIn(Intl.DateTimeFormat().resolvedOptions().timeZone, now);
  const there = dateIn(timeZone, now);
  return here < there ? here : there;
}
