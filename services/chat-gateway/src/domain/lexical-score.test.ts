import { expect, test } from 'vitest';
import { lexicalScores } from './lexical-score.ts';

test('a text that shares rare words scores highest, one that shares none scores nothing', () => {
  const [blocking = 0, fees = 0, other = 0] = lexicalScores('How do I block my lost card?', [
    'Lost cards are blocked at once.',
    'The card has no fees.',
    'Deposits earn interest.',
  ]);
  expect(blocking).toBeGreaterThan(fees);
  expect(fees).toBeGreaterThan(other);
  expect(other).toBe(0);
  expect(blocking).toBeLessThanOrEqual(1);
});

test('asks nothing of an empty query or of no texts', () => {
  expect(lexicalScores('the', ['a'])).toEqual([0]);
  expect(lexicalScores('card', [])).toEqual([]);
});
