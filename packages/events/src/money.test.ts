import { describe, expect, test } from 'vitest';
import { addMoney, fractionDigits, parseMinor } from './money.ts';

describe('parseMinor', () => {
  test.each([
    ['25', 'INR', 2500],
    ['25.0', 'INR', 2500],
    ['17819.05', 'INR', 1781905],
    ['-0.10', 'INR', -10],
    ['+3', 'INR', 300],
    ['1.5000', 'INR', 150],
    ['500', 'JPY', 500],
    ['1.234', 'BHD', 1234],
    ['90071992547409.91', 'INR', 9007199254740991],
  ])('%s %s is %i minor units', (text, currency, minor) => expect(parseMinor(text, currency)).toBe(minor));

  test.each(['', '.', '1.', '.5', '1,000', '1e3', '0x10', '1.005', 'NaN', '12 34', '90071992547409.92', '--1'])('refuses %j', (text) => {
    expect(parseMinor(text, 'INR')).toBeNull();
  });

  test('there is one zero', () => expect(Object.is(parseMinor('-0.00', 'INR'), 0)).toBe(true));
});

test('money is added exactly, and never across currencies', () => {
  expect(addMoney({ minor: 10, currency: 'INR' }, { minor: 20, currency: 'INR' })).toEqual({ minor: 30, currency: 'INR' });
  expect(() => addMoney({ minor: 1, currency: 'INR' }, { minor: 1, currency: 'USD' })).toThrow(RangeError);
  expect(() => addMoney({ minor: Number.MAX_SAFE_INTEGER, currency: 'INR' }, { minor: 1, currency: 'INR' })).toThrow(RangeError);
});

test('currencies have their own digits', () => {
  expect(['INR', 'JPY', 'BHD'].map(fractionDigits)).toEqual([2, 0, 3]);
});
