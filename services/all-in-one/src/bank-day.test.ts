import { afterEach, expect, test, vi } from 'vitest';
import { bankDay } from './bank-day.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['UTC', '2026-11-25T12:00:00Z', '2026-11-25'],
  // Past midnight in the bank, not yet here.
  ['UTC', '2026-11-25T22:30:00Z', '2026-11-25'],
  // Past midnight here, not yet in the bank.
  ['Asia/Tokyo', '2026-11-25T16:00:00Z', '2026-11-25'],
])('on a machine in %s at %s the history ends on %s', (zone, now, day) => {
  vi.stubEnv('TZ', zone);
  expect(bankDay('Asia/Kolkata', new Date(now))).toBe(day);
});
