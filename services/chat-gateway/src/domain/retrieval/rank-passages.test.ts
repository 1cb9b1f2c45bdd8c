import { expect, test } from 'vitest';
import { fusedScore, isValidOn, rankPassages, withoutRepeats } from './rank-passages.ts';

const passage = (text: string, cosine: number) => ({ title: 'T', section: null, text, cosine });

test('of passages with the same meaning the one with the words of the question wins', () => {
  const ranked = rankPassages('What is the fee for a returned cheque?', [
    passage('We charge for cards.', 0.5),
    passage('A returned cheque costs a fee of ₹ 500.', 0.5),
  ]);
  expect(ranked.map(({ text }) => text)[0]).toContain('returned cheque');
});

test('one word in common does not beat a far nearer meaning', () => {
  const [best] = rankPassages('my card was stolen', [
    passage('The card earns points on fuel and dining.', 0.3),
    passage('Block it at once in the app.', 0.6),
  ]);
  expect(best?.text).toContain('Block it');
});

test('a score lies between 0 and 1', () => {
  expect(fusedScore(-0.4, 0)).toBe(0);
  expect(fusedScore(1, 1)).toBe(1);
});

test('what says the same as a better passage is dropped, the better one stays', () => {
  const kept = withoutRepeats([
    passage('A returned cheque costs ₹ 500.', 0.9),
    passage('A returned cheque costs ₹ 500!', 0.8),
    passage('A returned cheque costs ₹ 400.', 0.7),
  ]);
  expect(kept.map(({ cosine }) => cosine)).toEqual([0.9, 0.7]);
});

test.each([
  [null, null, true],
  ['2026-01-01', '2026-12-31', true],
  ['2026-07-01', null, false],
  [null, '2026-06-14', false],
  ['2026-06-15', '2026-06-15', true],
])('valid from %s until %s on 15 June: %s', (validFrom, validUntil, valid) =>
  expect(isValidOn({ validFrom, validUntil }, '2026-06-15')).toBe(valid),
);
