import { addDays, monthOf } from '@munshi/events/calendar-date';

export const monthBefore = (month: string): string => monthOf(addDays(`${month}-01`, -1));

/** The first day of a month is at most 31 days before the first of the next. */
export const monthAfter = (month: string): string => monthOf(addDays(`${month}-01`, 31));
