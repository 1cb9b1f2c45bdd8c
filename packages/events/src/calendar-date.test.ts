import { expect, test } from 'vitest';
import { addDays, dateIn, daysBetween, isCalendarDate, monthPeriod, parsePeriod } from './calendar-date.ts';

test.each(['2026-02-29', '2026-13-01', '2026-1-1', '01-01-2026', '2026-04-31', ''])('%j is no date', (text) => {
  expect(isCalendarDate(text)).toBe(false);
});

test('an instant falls on the date of its zone', () => {
  const at = new Date('2026-03-31T20:00:00Z');
  expect(dateIn('Asia/Kolkata', at)).toBe('2026-04-01');
  expect(dateIn('UTC', at)).toBe('2026-03-31');
});

test('days step over months, leap days and years', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2);
});

test('a period is a year, a month or a range', () => {
  expect(parsePeriod('2026')).toEqual({ from: '2026-01-01', to: '2026-12-31' });
  expect(parsePeriod('2024-02')).toEqual(monthPeriod('2024-02'));
  expect(monthPeriod('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
  expect(parsePeriod('2026-01-05..2026-01-07')).toEqual({ from: '2026-01-05', to: '2026-01-07' });
  expect(['2026-01-07..2026-01-05', '2026-13', 'last month', '2026-01-05..', ''].map(parsePeriod)).toEqual([null, null, null, null, null]);
});
