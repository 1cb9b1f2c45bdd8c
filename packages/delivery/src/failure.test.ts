import { EventInvalidError } from '@munshi/events/event';
import { AppError } from '@munshi/service-kit/errors';
import { expect, test } from 'vitest';
import { BatchAbandonedError, LaneLostError } from './errors.ts';
import { codeOf, deliveryFailureOf, loggable } from './failure.ts';

const app = (failure: AppError['failure']) => new AppError('why', { code: 'TEST_CODE', failure });

test.each([
  [app('unavailable'), 'unavailable'],
  [app('invalid'), 'invalid'],
  [app('refused'), 'invalid'],
  [app('failed'), 'failed'],
  [new EventInvalidError('EVENT_SCHEMA', 'no'), 'invalid'],
  [new LaneLostError('customer-1'), 'lane'],
  [new BatchAbandonedError('customer-1'), 'lane'],
  [new TypeError('a bug'), 'failed'],
  ['not even an error', 'failed'],
] as const)('%s is %s', (error, failure) => {
  expect(deliveryFailureOf(error)).toBe(failure);
});

test('codes are stable and hold no text of a customer', () => {
  expect([app('failed'), new TypeError('Asha owes 4'), 'Asha'].map(codeOf)).toEqual(['TEST_CODE', 'TypeError', 'UNKNOWN']);
});

test('what is logged of a bug is where it is, not what it says', () => {
  const logged = JSON.stringify(loggable(new TypeError('cannot read\nAsha Rao owes 4,310.50')));
  expect(logged).not.toContain('Asha');
  expect(logged).toContain('failure.test.ts');
  expect(loggable(app('unavailable'))).toMatchObject({ code: 'TEST_CODE', reason: 'why' });
});
