import { expect, it } from 'vitest';
import { createKafkaCursor, judgeBatch } from './kafka-cursor.ts';

it('takes what begins where the batch before ended, or earlier', () => {
  const cursor = createKafkaCursor(100n);
  expect(judgeBatch(cursor, 100n)).toBe('take');
  expect(judgeBatch(cursor, 40n)).toBe('take');
});

it('asks again for a gap, and takes it when it is still there', () => {
  const cursor = createKafkaCursor(100n);
  expect(judgeBatch(cursor, 150n)).toBe('again');
  expect(judgeBatch(cursor, 150n)).toBe('take');
  cursor.next = 200n;
  expect(judgeBatch(cursor, 250n)).toBe('again');
});

it('is not misled by an answer for an earlier assignment', () => {
  const cursor = createKafkaCursor(100n);
  expect(judgeBatch(cursor, 500n)).toBe('again');
  expect(judgeBatch(cursor, 100n)).toBe('take');
});
