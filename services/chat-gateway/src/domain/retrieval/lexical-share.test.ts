import { expect, test } from 'vitest';
import { createLexicalIndex } from './lexical-share.ts';

test('a text that shares rare words scores highest, one that shares none scores nothing', () => {
  const index = createLexicalIndex(['Lost cards are blocked at once.', 'The card has no fees.', 'Deposits earn interest.']);
  const [blocking = 0, fees = 0, other = 0] = index('How do I block my lost card?');
  expect(blocking).toBeGreaterThan(fees);
  expect(fees).toBeGreaterThan(other);
  expect(other).toBe(0);
  expect(blocking).toBeLessThanOrEqual(1);
});

test('a word that few texts hold weighs more than one that many hold', () => {
  const [common = 0, rare = 0] = createLexicalIndex(['card fee', 'card nominee', 'card', 'card'])('fee nominee card').slice(2).toSorted();
  const [fee = 0, , plain = 0] = createLexicalIndex(['card fee', 'card nominee', 'card', 'card'])('fee card');
  expect(common).toBe(rare);
  expect(fee).toBeGreaterThan(plain * 2);
});

test('a question without words, and no texts, share nothing', () => {
  expect([...createLexicalIndex(['a'])('the')]).toEqual([0]);
  expect([...createLexicalIndex([])('card')]).toEqual([]);
});
