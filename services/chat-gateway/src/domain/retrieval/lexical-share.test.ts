import { expect, test } from 'vitest';
import { createLexicalIndex } from './lexical-share.ts';
import { stemPairs, stems } from './stems.ts';

test('a text that shares rare words scores highest, one that shares none scores nothing', () => {
  const index = createLexicalIndex(['Lost cards are blocked at once.', 'The card has no fees.', 'Deposits earn interest.'], stems);
  const [blocking = 0, fees = 0, other = 0] = index('How do I block my lost card?');
  expect(blocking).toBeGreaterThan(fees);
  expect(fees).toBeGreaterThan(other);
  expect(other).toBe(0);
  expect(blocking).toBeLessThanOrEqual(1);
});

test('a word that few texts hold weighs more than one that many hold', () => {
  const [common = 0, rare = 0] = createLexicalIndex(
    ['card fee', 'card nominee', 'card', 'card'],
    stems,
  )('fee nominee card')
    .slice(2)
    .toSorted();
  const [fee = 0, , plain = 0] = createLexicalIndex(['card fee', 'card nominee', 'card', 'card'], stems)('fee card');
  expect(common).toBe(rare);
  expect(fee).toBeGreaterThan(plain * 2);
});

test('a question without words, and no texts, share nothing', () => {
  expect([...createLexicalIndex(['a'], stems)('the')]).toEqual([0]);
  expect([...createLexicalIndex([], stems)('card')]).toEqual([]);
});

test('by pairs, words count where they stand together', () => {
  const [together = 0, apart = 0] = createLexicalIndex(
    ['The fixed deposit earns more.', 'A deposit is not fixed.'],
    stemPairs,
  )('fixed deposits');
  expect(together).toBeGreaterThan(0.3);
  expect(apart).toBe(0);
});
