import { expect, test } from 'vitest';
import { zonedInstant } from './zoned-time.ts';

test.each([
  ['2016-08-02', '14:32:07', 'Asia/Kolkata', '2016-08-02T09:02:07Z'],
  ['2016-08-02', '00:00:00', 'Asia/Kolkata', '2016-08-01T18:30:00Z'],
  ['2017-01-01', '05:29:59', 'Asia/Kolkata', '2016-12-31T23:59:59Z'],
  ['2024-02-28', '23:59:59', 'America/New_York', '2024-02-29T04:59:59Z'],
  ['2024-07-01', '12:00:00', 'UTC', '2024-07-01T12:00:00Z'],
  // The days around a change of the clocks, and the change itself.
  ['2024-03-09', '23:30:00', 'America/New_York', '2024-03-10T04:30:00Z'],
  ['2024-03-10', '01:59:59', 'America/New_York', '2024-03-10T06:59:59Z'],
  ['2024-03-10', '03:00:00', 'America/New_York', '2024-03-10T07:00:00Z'],
  ['2024-03-11', '00:00:00', 'America/New_York', '2024-03-11T04:00:00Z'],
  ['2024-10-27', '12:00:00', 'Europe/Berlin', '2024-10-27T11:00:00Z'],
  // A calendar day that did not exist in Apia, and a zone a day ahead.
  ['2011-12-31', '00:00:00', 'Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['2024-05-05', '09:00:00', 'Pacific/Kiritimati', '2024-05-04T19:00:00Z'],
])('%s %s in %s is %s', (date, clock, zone, instant) => expect(zonedInstant(date, clock, zone)).toBe(instant));

test('in every zone and month the instant shows the wall clock that it came from', () => {
  for (const zone of ['Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Chatham']) {
    const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    for (let day = 0; day < 366; day += 1) {
      const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
      expect(clock.format(new Date(zonedInstant(date, '12:34:56', zone)))).toBe(`${date} 12:34:56`);
    }
  }
});

test('what is no date is refused', () => expect(() => zonedInstant('2024-02-xx', '12:00:00', 'Asia/Kolkata')).toThrow(RangeError));
