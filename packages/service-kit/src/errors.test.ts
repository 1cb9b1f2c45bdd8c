import { expect, test } from 'vitest';
import { AppError, failureOf } from './errors.ts';

class PaperJamError extends AppError {
  constructor(cause?: unknown) {
    super('the printer is stuck', { code: 'PRINTER_STUCK', failure: 'unavailable', cause, details: { tray: 2 }, retryAfterMs: 1_000 });
  }
}

test('an error knows its name, code, class, cause and when to come back', () => {
  const cause = new Error('paper');
  const error = new PaperJamError(cause);
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'PaperJamError', code: 'PRINTER_STUCK', failure: 'unavailable', retryAfterMs: 1_000 });
  expect(error.details).toEqual({ tray: 2 });
  expect(error.cause).toBe(cause);
  expect(error.retryable).toBe(true);
});

test('without a cause there is none, not an undefined one', () => {
  expect(Object.hasOwn(new PaperJamError(), 'cause')).toBe(false);
});

test.each(['invalid', 'refused', 'failed'] as const)('waiting does not help what is %s', (failure) => {
  expect(new AppError('no', { code: 'TEST_NO', failure }).retryable).toBe(false);
});

test('what is not ours is a bug', () => {
  expect([new TypeError('x'), 'x', null, undefined].map(failureOf)).toEqual(['failed', 'failed', 'failed', 'failed']);
  expect(failureOf(new PaperJamError())).toBe('unavailable');
});
