import { expect, test } from 'vitest';
import { OPENAI_LIMITS } from './request-batches.ts';
import { createRequestSize, type RequestSize } from './request-size.ts';

const texts = (count: number): string[] => Array.from({ length: count }, () => 'a text');
const most = (size: RequestSize): number => size.limits().texts;

/** So many full requests that take no time. */
function grow(size: RequestSize, times: number): void {
  for (let n = 0; n < times; n += 1) size.worked(texts(most(size)), 0);
}

test('begins small, and doubles up to the limit', () => {
  const size = createRequestSize();
  const seen = Array.from({ length: 5 }, () => {
    const now = most(size);
    grow(size, 1);
    return now;
  });
  expect(seen).toEqual([64, 128, 256, 512, 512]);
  expect(size.limits()).toEqual(OPENAI_LIMITS);
});

test('one question, or a slow answer, says nothing of larger requests', () => {
  const size = createRequestSize();
  size.worked(texts(1), 0);
  size.worked(texts(64), 0.3);
  expect(most(size)).toBe(64);
});

test('what was too much is not tried again soon, but after a while', () => {
  const size = createRequestSize();
  grow(size, 3);
  size.strained(texts(512));
  expect(most(size)).toBe(64);
  grow(size, 4);
  expect(most(size)).toBeLessThan(300);
  grow(size, 40);
  expect(most(size)).toBe(512);
});

test('one text alone is always sent', () => {
  const size = createRequestSize();
  for (let times = 0; times < 5; times += 1) size.strained(texts(most(size)));
  expect(most(size)).toBe(1);
});

test.each([
  ['what is taken is known first', { worked: 32 }, { refused: 44 }, { refused: 64 }],
  ['what is taken is known last', { refused: 44 }, { refused: 64 }, { worked: 32 }],
])('what is refused for its size is never tried again: %s', (_, ...steps) => {
  const size = createRequestSize();
  for (const { worked, refused } of steps as { worked?: number; refused?: number }[]) {
    if (worked !== undefined) size.worked(texts(worked), 1);
    if (refused !== undefined) size.refused(texts(refused));
  }
  grow(size, 10);
  expect(most(size)).toBe(32);
});
