import { expect, test } from 'vitest';
import { addUp, isProofOf } from './add-up.ts';

const inr = (minor: number) => ({ minor, currency: 'INR' });

test('rows add up exactly, refunds against purchases', () => {
  expect(addUp([inr(-10), inr(-20), inr(5)])).toEqual(inr(-25));
  expect(addUp(Array.from({ length: 1000 }, () => inr(-10_010)))).toEqual(inr(-10_010_000));
});

test('nothing, and two currencies, are no sum', () => {
  expect(addUp([])).toBeNull();
  expect(addUp([inr(1), { minor: 1, currency: 'USD' }])).toBeNull();
});

test('only the same amount in the same currency is a proof', () => {
  expect(isProofOf(inr(-25), inr(25))).toBe(true);
  expect(isProofOf(inr(-25), inr(26))).toBe(false);
  expect(isProofOf(inr(-25), { minor: 25, currency: 'USD' })).toBe(false);
  expect(isProofOf(inr(-25), 25)).toBe(false);
});
