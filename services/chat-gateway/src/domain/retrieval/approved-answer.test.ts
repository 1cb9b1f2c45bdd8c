import { expect, test } from 'vitest';
import { isApproved } from './approved-answer.ts';

test.each([
  [0.9, 0.5, true],
  [0.9, 0.88, false],
  [0.7, 0.1, false],
])('nearest %d, next %d: %s', (nearest, next, approved) => expect(isApproved(nearest, next)).toBe(approved));
