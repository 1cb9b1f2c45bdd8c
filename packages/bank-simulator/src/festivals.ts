import { type DayNumbers, epochDayOf } from './epoch-day.ts';

/** Diwali by the government's calendar of holidays. */
const DIWALI = [
  '2015-11-11',
  '2016-10-30',
  '2017-10-19',
  '2018-11-07',
  '2019-10-27',
  '2020-11-14',
  '2021-11-04',
  '2022-10-24',
  '2023-11-12',
  '2024-10-31',
  '2025-10-20',
  '2026-11-08',
  '2027-10-29',
  '2028-10-17',
  '2029-11-05',
  '2030-10-26',
] as const;
const diwalis = DIWALI.map(epochDayOf);
/** Holidays on which banks settle nothing: month (0 to 11) and day. */
const HOLIDAYS = new Set(['0-26', '7-15', '9-2', '11-25']);

/** Days until the next Diwali, or since it where that is less than a week; null far from it. */
export function daysToDiwali(epochDay: number): number | null {
  const at = diwalis.find((diwali) => diwali >= epochDay - 6);
  return at === undefined || at - epochDay > 24 ? null : at - epochDay;
}

/** Sundays and holidays: nothing is settled, and falls to the next working day. */
export function isWorkingDay({ epochDay, dayOfMonth, month, weekday }: DayNumbers): boolean {
  return weekday !== 6 && !HOLIDAYS.has(`${month}-${dayOfMonth}`) && !diwalis.includes(epochDay);
}

/** By month, January first: the year's purchases against its mean. Wedding season and year's end are busy, the monsoon is quiet. */
const BY_MONTH = [0.97, 0.95, 1, 0.99, 1.03, 0.96, 0.94, 0.97, 0.98, 1.05, 1.08, 1.06] as const;

/** Purchases against the year's mean: the season, and before Diwali what everybody buys for it. */
export function seasonOn({ epochDay, month }: DayNumbers): number {
  const ahead = daysToDiwali(epochDay);
  const festive = ahead === null || ahead < 0 ? 1 : ahead <= 14 ? 1.3 : 1.1;
  return (BY_MONTH[month] as number) * festive;
}
