import type { Claim } from '@munshi/events/claim';
import { expect, test } from 'vitest';
import { findClaims, piecesOf } from './place-claims.ts';

const claim = (id: string, text: string): Claim => ({
  id,
  text,
  value: 1,
  fact: 'x',
  period: null,
  asOf: '2026-08-12',
  evidence: [],
  evidenceCount: 0,
});
const shape = (text: string, claims: Parameters<typeof piecesOf>[1]) =>
  piecesOf(text, claims).map((piece) => (piece.claim ? [piece.claim.id, `${piece.before}|${piece.text}|${piece.after}`] : piece.text));

test('a text is cut at its claims, and the pieces joined are the text', () => {
  const text = 'You spent ₹5.00 (₹2.00 on fuel), in 3 payments.';
  const claims = findClaims(text, [claim('count', '3'), claim('total', '₹5.00'), claim('fuel', '₹2.00')]);
  expect(shape(text, claims)).toEqual([
    'You spent ',
    ['total', '|₹5.00|'],
    ' ',
    ['fuel', '(|₹2.00|'],
    ' on fuel), in ',
    ['count', '|3|'],
    ' payments.',
  ]);
  const joined = piecesOf(text, claims).map(({ before, text: piece, after }) => before + piece + after);
  expect(joined.join('')).toBe(text);
});

test('a claim is never shown over other words than its own', () => {
  expect(shape('You spent ₹6.00', [{ ...claim('a', '₹5.00'), start: 10, end: 15 }])).toEqual(['You spent ₹6.00']);
});

test('claims that overlap are shown once', () => {
  const placed = [
    { ...claim('a', '₹5.00'), start: 0, end: 5 },
    { ...claim('b', '5.00'), start: 1, end: 5 },
  ];
  expect(shape('₹5.00', placed)).toEqual([['a', '|₹5.00|']]);
});

test('a figure is not found inside another', () => {
  expect(findClaims('₹1,500.50 in 15 payments', [claim('five', '5')])).toEqual([]);
  expect(findClaims('₹1,500.50 in 5 payments', [claim('five', '5')])).toMatchObject([{ start: 13, end: 14 }]);
});
