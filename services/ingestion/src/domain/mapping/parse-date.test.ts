import { expect, test } from 'vitest';
import { zonedInstant } from '../zoned-time.ts';
import { readBirthDate } from './birth-date.ts';
import { clockTime, dayAndClock, transactionDate } from './parse-date.ts';

test.each([
  ['02-08-2016', 'dmy', '2016-08-02'],
  ['2/8/16', 'dmy', '2016-08-02'],
  ['2016-08-02', 'dmy', '2016-08-02'],
  ['8/2/2016', 'mdy', '2016-08-02'],
  ['2016-08-02', 'ymd', '2016-08-02'],
  ['25/11/26', 'dmy', '2026-11-25'],
  ['26/11/26', 'dmy', '1926-11-26'],
  ['1/1/99', 'dmy', '1999-01-01'],
  ['31-02-2016', 'dmy', null],
  ['1-1-1800', 'dmy', null],
  ['2-8-216', 'dmy', null],
  ['nonsense', 'dmy', null],
  ['2 Aug 2016', 'mdy', '2016-08-02'],
  ['02-AUG-16', 'dmy', '2016-08-02'],
  ['02AUG2016', 'dmy', '2016-08-02'],
  ['August 2, 2016', 'dmy', '2016-08-02'],
  ['Sept 2nd, 2016', 'dmy', '2016-09-02'],
  ['2016-Aug-02', 'dmy', '2016-08-02'],
  ['20160802', 'ymd', '2016-08-02'],
  ['02082016', 'dmy', '2016-08-02'],
  ['08022016', 'mdy', '2016-08-02'],
  ['20160802', 'dmy', null],
  ['02-08/2016', 'dmy', null],
  ['2 Foo 2016', 'dmy', null],
  ['42584', 'dmy', null],
] as const)('the date %s read %s is %s', (text, order, date) => expect(transactionDate(text, order, '2026-11-25')).toBe(date));

test.each([
  ['143207', '14:32:07', false],
  ['84706', '08:47:06', true],
  ['7', '00:00:07', true],
  ['9:05', '09:05:00', false],
  ['246000', null, false],
  ['1432071', null, false],
  ['84706.0', '08:47:06', true],
  ['9:05 PM', '21:05:00', false],
  ['12:05 a.m.', '00:05:00', false],
  ['12:05:09pm', '12:05:09', false],
  ['13:05 PM', null, false],
  ['9:60', null, false],
] as const)('the time %s is %s', (text, clock, zerosLost) => {
  expect(clockTime(text)).toEqual(clock === null ? null : { clock, zerosLost });
});

test.each([
  ['Asia/Kolkata', '2016-08-02', '14:32:07', '2016-08-02T09:02:07Z'],
  ['Asia/Kolkata', '2016-08-02', '00:00:01', '2016-08-01T18:30:01Z'],
  ['America/New_York', '2024-07-01', '12:00:00', '2024-07-01T16:00:00Z'],
  ['America/New_York', '2024-01-01', '12:00:00', '2024-01-01T17:00:00Z'],
  ['America/New_York', '2024-03-10', '03:30:00', '2024-03-10T07:30:00Z'],
  ['UTC', '2024-01-01', '12:00:00', '2024-01-01T12:00:00Z'],
] as const)('in %s %s %s is %s', (zone, date, clock, instant) => expect(zonedInstant(date, clock, zone)).toBe(instant));

test.each([
  ['02-08-2016', '02-08-2016', ''],
  ['2016-08-02T14:32:07', '2016-08-02', '14:32:07'],
  ['2016-08-02 14:32:07', '2016-08-02', '14:32:07'],
  ['2 Aug 2016 2:32 PM', '2 Aug 2016', '2:32 PM'],
  ['Aug 2, 2016, 14:32', 'Aug 2, 2016', '14:32'],
  ['20160802 143207', '20160802', '143207'],
  ['what is this', 'what is this', ''],
] as const)('%s is the day %s and the clock %s', (text, day, clock) => expect(dayAndClock(text)).toEqual([day, clock]));

const field = { column: 'x', order: 'dmy', dayAbove12Only: false, placeholders: ['1800-01-01'] } as const;
test.each([
  ['10-01-1994', { said: '1994-01-10', known: true }, null],
  ['1/1/1800', { said: '1800-01-01', known: false }, 'placeholderBirthDate'],
  ['10/1/94', { said: '1994-01-10', known: true }, null],
  ['4/4/57', { said: '1957-04-04', known: true }, null],
  ['4/4/12', null, 'ambiguousBirthYear'],
  ['12-31-2015', null, 'invalidBirthDate'],
  ['31-12-2021', { said: '2021-12-31', known: false }, 'impossibleBirthDate'],
  [null, null, 'missingBirthDate'],
] as const)('a birth date written %s says %j', (text, observed, repair) => {
  expect(readBirthDate(text, { ...field, placeholders: [...field.placeholders] }, '2016-08-02')).toEqual({ observed, repair });
});

test.each([
  ['04/05/1990', 'ambiguousBirthDate'],
  ['05/05/1990', null],
  ['13/05/1990', null],
  ['4 May 1990', null],
])('where day and month may be swapped, %s is told by: %s', (text, repair) => {
  expect(readBirthDate(text, { ...field, dayAbove12Only: true, placeholders: [] }, '2016-08-02').repair).toBe(repair);
});
