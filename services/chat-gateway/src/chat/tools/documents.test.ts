import { expect, test } from 'vitest';
import { excerptOf } from './documents.ts';

const row = (n: number) => `| ${n} to ${n + 1} years | ${n}.50 % | ${n + 1}.00 % |`;
const rates = `| Time | Usual | Aged 60 |\n| --- | --- | --- |\n${Array.from({ length: 20 }, (_, n) => row(n)).join('\n')}\n\nPaid quarterly.`;

test('a short passage is shown whole, as it is read', () => {
  expect(excerptOf({ text: 'Cards:\n\n- One is **free**.', closest: null }, 'card')).toBe('Cards: One is free.');
});

test('of a long one the sentences that share words with the question', () => {
  expect(excerptOf({ text: rates, closest: null }, 'is it paid quarterly')).toContain('Paid quarterly.');
});

test('of a long one the row that is nearest to the question, with the heads of its columns', () => {
  const closest = '7 to 8 years: Usual 7.50 %, Aged 60 8.00 %.';
  const excerpt = excerptOf({ text: rates, closest }, 'what does a long deposit earn');
  expect(excerpt).toContain(closest);
  expect(excerpt.length).toBeLessThanOrEqual(420);
});

test('a sentence that is longer than an excerpt is cut', () => {
  const long = `${'word '.repeat(200)}end.`;
  expect(excerptOf({ text: `${long} Short.`, closest: long }, 'x')).toHaveLength(420);
});
