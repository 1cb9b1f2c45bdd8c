import { expect, test } from 'vitest';
import { quietUntil } from './quiet-hours.ts';

const night = { from: '22:00', to: '07:00' };
const at = (time: string) => new Date(`2026-11-25T${time}:30Z`);

test.each([
  ['21:59', null],
  ['22:00', '2026-11-26T07:00:00.000Z'],
  ['23:30', '2026-11-26T07:00:00.000Z'],
  ['00:00', '2026-11-25T07:00:00.000Z'],
  ['06:59', '2026-11-25T07:00:00.000Z'],
  ['07:00', null],
])('at %s a night ends at %s', (time, end) => expect(quietUntil(night, 'UTC', at(time))).toBe(end));

test('hours are those of the customer', () => {
  expect(quietUntil(night, 'Asia/Kolkata', at('17:00'))).toBe('2026-11-26T01:30:00.000Z');
  expect(quietUntil(night, 'Asia/Kolkata', at('22:00'))).toBe('2026-11-26T01:30:00.000Z');
  expect(quietUntil(night, 'Asia/Kolkata', at('02:00'))).toBeNull();
});

test('no hours, or none of length, are never quiet', () => {
  expect(quietUntil(null, 'UTC', at('03:00'))).toBeNull();
  expect(quietUntil({ from: '08:00', to: '08:00' }, 'UTC', at('08:00'))).toBeNull();
});
