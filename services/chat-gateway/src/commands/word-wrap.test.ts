import { expect, test } from 'vitest';
import { createWordWrap } from './word-wrap.ts';

test('a text in pieces breaks between words, and at its own line breaks', () => {
  const wrap = createWordWrap(() => 10);
  expect(['You spent', ' ₹4,310.50', ' in July.\n', '• a: b, c d e'].map(wrap).join('')).toBe(
    'You spent\n₹4,310.50\nin July.\n• a: b, c\nd e',
  );
});

test('a word that is longer than a line stays whole', () => {
  const wrap = createWordWrap(() => 4);
  expect(wrap('a transaction b')).toBe('a\ntransaction\nb');
});
