import { expect, test } from 'vitest';
import { isApproved, isSameQuestion } from './approved-answer.ts';

test.each([
  [0.9, 0.5, true],
  [0.9, 0.88, false],
  [0.7, 0.1, false],
])('nearest %d, next %d: %s', (nearest, next, approved) => expect(isApproved(nearest, next)).toBe(approved));

test.each([
  ['how do i change my address', 'How do I change my address?', true],
  ['How do I change my e-mail address?', 'How do I change my address?', false],
])('%s is %s: %s', (question, own, same) => expect(isSameQuestion(question, own)).toBe(same));
