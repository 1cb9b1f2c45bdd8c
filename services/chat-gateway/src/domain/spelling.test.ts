import { expect, test } from 'vitest';
import { correctSpelling } from './spelling.ts';

test.each([
  ['whats my balence', 'whats my balance'],
  ['how much on grocreies lats mnoth', 'how much on groceries last month'],
  ['transctions in setember', 'transactions in september'],
  ['my salry', 'my salary'],
])('%s → %s', (typed, meant) => {
  expect(correctSpelling(typed, new Set())).toBe(meant);
});

test.each(['what about shoes', 'a course in rental law', 'the price of stock', 'books and cards', 'how much did I save'])(
  '%s has no slip',
  (typed) => {
    expect(correctSpelling(typed, new Set())).toBe(typed);
  },
);

test('a name of the ledger is no slip', () => {
  expect(correctSpelling('how much at travels', new Set(['travels']))).toBe('how much at travels');
});
