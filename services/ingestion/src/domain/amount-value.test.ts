import { expect, test } from 'vitest';
import { readAmount } from './amount-value.ts';

test.each([
  ['25', 2500, 'INR', []],
  ['1762.5', 176_250, 'INR', []],
  ['25.0 INR', 2500, 'INR', []],
  ['-3.10', -310, 'INR', []],
  ['1,00,000.05', 10_000_005, 'INR', ['thousandsSeparators']],
  ['₹1,234', 123_400, 'INR', ['thousandsSeparators']],
  ['USD 5.00', 500, 'USD', []],
  ['500 JPY', 500, 'JPY', []],
] as const)('%s is %i %s', (text, minor, currency, repairs) => {
  const named: string[] = [];
  expect(readAmount(text, 'INR', (name) => named.push(name))).toEqual({ minor, currency });
  expect(named).toEqual(repairs);
});

test.each(['', 'x', '1.005', '1e5', '12,34', 'INR 5 USD', '0x10', '99999999999999999', 'Infinity', '--5'])('%s is no amount', (text) => {
  expect(readAmount(text, 'INR', () => undefined)).toBeNull();
});
