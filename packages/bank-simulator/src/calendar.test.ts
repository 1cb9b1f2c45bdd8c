import { expect, test } from 'vitest';
import { dayAt, dayOf, daysOf, historyStart, midnightOf } from './calendar.ts';

test.each([
  [12, '2026-11-25', '2025-11-25'],
  [1, '2026-03-31', '2026-02-28'],
  [1, '2024-03-30', '2024-02-29'],
  [13, '2026-01-15', '2024-12-15'],
  [3, '2026-02-28', '2025-11-28'],
  [0, '2026-02-28', '2026-02-28'],
])('%i months before %s is %s', (months, until, from) => {
  expect(historyStart({ months, until })).toBe(from);
});

test('days run up to, without, the end', () => {
  expect([...daysOf('2026-02-27', '2026-03-02')].map(({ date }) => date)).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
  expect([...daysOf('2026-03-02', '2026-03-02')]).toEqual([]);
});

test('a day knows its weekday, Monday first', () => {
  expect(dayOf('2026-03-01')).toMatchObject({ weekday: 6, dayOfMonth: 1, month: 2 });
});

test('what falls on a Sunday or holiday is settled on the next working day', () => {
  const settled = (date: string) => dayOf(date).settles.map(({ dayOfMonth }) => dayOfMonth);
  expect(settled('2026-03-02')).toEqual([2, 1]);
  expect(settled('2026-03-01')).toEqual([]);
  expect(settled('2026-03-03')).toEqual([3]);
  // Republic Day after a Sunday, and Diwali on a Monday.
  expect(settled('2026-01-27')).toEqual([27, 26, 25]);
  expect(settled('2025-10-21')).toEqual([21, 20, 19]);
});

test('a day begins at 18:30 UTC of the day before', () => {
  const { epochDay } = dayOf('2026-03-01');
  expect(new Date(midnightOf(epochDay)).toISOString()).toBe('2026-02-28T18:30:00.000Z');
  expect(dayAt(new Date('2026-02-28T18:30:00Z')).date).toBe('2026-03-01');
  expect(dayAt(new Date('2026-02-28T18:29:59.999Z')).date).toBe('2026-02-28');
});
