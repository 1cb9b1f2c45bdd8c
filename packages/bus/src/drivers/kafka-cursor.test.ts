import { expect, it } from 'vitest';
import { createKafkaCursor, judgeBatch } from './kafka-cursor.ts';

const range = (from: bigint, last = from + 49n) => ({ from, last });

it('takes what begins where the batch before ended, or earlier and reaches it', () => {
  const cursor = createKafkaCursor(100n);
  expect(judgeBatch(cursor, range(100n))).toBe('take');
  expect(judgeBatch(cursor, range(60n))).toBe('take');
});

it('asks again for a gap, and goes on behind it when it is still there', () => {
  const cursor = createKafkaCursor(100n);
  expect(judgeBatch(cursor, range(150n))).toBe('again');
  expect(judgeBatch(cursor, range(150n))).toBe('gap');
  cursor.next = 200n;
  expect(judgeBatch(cursor, range(250n))).toBe('again');
});

it('is not misled by an answer for an earlier assignment', () => {
  const cursor = createKafkaCursor(100n);
  expect(judgeBatch(cursor, range(500n))).toBe('again');
  expect(judgeBatch(cursor, range(100n))).toBe('take');
  cursor.next = 150n;
  expect(judgeBatch(cursor, range(0n))).toBe('again');
  expect(judgeBatch(cursor, range(150n))).toBe('take');
});

it('notices a log that ends before its place', () => {
  const cursor = createKafkaCursor(100n);
  expect(judgeBatch(cursor, range(0n, 9n))).toBe('again');
  expect(judgeBatch(cursor, range(0n, 9n))).toBe('rewound');
});
