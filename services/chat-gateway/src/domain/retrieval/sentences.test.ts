import { expect, test } from 'vitest';
import { sentencesOf } from './sentences.ts';

test('prose is cut at its sentences, a list at its points, and the marks go', () => {
  expect(sentencesOf('# Fees\nAll fees are **without** GST\nof 18 %. Unless said.\n\n- Cash: ₹ 5.\n- `EMI` is\n  free.')).toEqual([
    'All fees are without GST of 18 %.',
    'Unless said.',
    'Cash: ₹ 5.',
    'EMI is free.',
  ]);
});

test('each row of a table has the heads of its columns', () => {
  const table = '| Time | Usual | Aged 60 |\n| --- | --- | --- |\n| 1 year | 6.80 % | 7.30 % |\n| 2 years | 7.00 % | |\n\nPaid quarterly.';
  expect(sentencesOf(table)).toEqual(['1 year: Usual 6.80 %, Aged 60 7.30 %.', '2 years: Usual 7.00 %, Aged 60.', 'Paid quarterly.']);
});

test('of two columns the heads say nothing', () => {
  expect(sentencesOf('Intro.\n| What | Fee |\n|---|---|\n| SMS alerts | ₹ 15 |\n| Card |')).toEqual([
    'Intro.',
    'SMS alerts: ₹ 15.',
    'Card.',
  ]);
});

test('rows without a head are read as they stand, and a number stays with its point', () => {
  expect(sentencesOf('| a | b | c |')).toEqual(['a: b, c.']);
  expect(sentencesOf('1. Block it. It is free.\n2. Report it.')).toEqual(['1. Block it.', 'It is free.', '2. Report it.']);
});

test('nothing has no sentences', () => expect(sentencesOf(' \n\n# Only a heading\n')).toEqual([]));
