import { expect, test } from 'vitest';
import { fusedScore, fusionFor, isValidOn, rankPassages, withoutRepeats } from './rank-passages.ts';

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

test('words weigh less where the titles are questions', () => {
  const titled = (title: string) => ({ title, section: null, text: 'A deposit.', cosine: 0.5 });
  expect(fusionFor([titled('What does a locker cost?'), titled('Fees')]).words).toBeGreaterThan(0.5);
  expect(fusionFor([titled('What does a locker cost?'), titled('How do I close it'), titled('Fees')]).words).toBeLessThan(0.5);
});

test.each([[[]], [[{ title: 'Is it?' }]]])('a score lies between 0 and 1', (titles) => {
  expect(fusedScore(fusionFor(titles), -0.4, { words: 0, pairs: 0 })).toBe(0);
  expect(fusedScore(fusionFor(titles), 1, { words: 1, pairs: 1 })).toBeCloseTo(1);
});

test('what shares neither meaning nor words is about something else', () => {
  const [locker, cup] = rankPassages('What does a locker cost?', [
    passage('A locker costs ₹ 9,000 a year.', 0.7),
    passage('Interest is paid in March.', 0.05),
  ]);
  expect([locker?.isRelevant, cup?.isRelevant]).toEqual([true, false]);
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
