import { expect, test } from 'vitest';
import { type AmountOptions, readAmount } from './amount-value.ts';

function read(text: string, options: Partial<AmountOptions> = {}) {
  const repairs: string[] = [];
  const found = readAmount(text, { currency: 'INR', decimal: '.', repair: (name) => repairs.push(name), ...options });
  return 'problem' in found ? found.problem : [found.minor, found.currency, found.side, ...repairs].filter((one) => one !== null).join(' ');
}

test.each([
  ['25', '2500 INR'],
  ['1762.5', '176250 INR'],
  ['25.0 INR', '2500 INR'],
  ['-3.10', '-310 INR'],
  ['+3.10', '310 INR'],
  ['1,00,000.05', '10000005 INR thousandsSeparators'],
  ['12,34,56,789', '12345678900 INR thousandsSeparators'],
  ['1,234,567.8', '123456780 INR thousandsSeparators'],
  ["1'234.50", '123450 INR thousandsSeparators'],
  ['1 234.50', '123450 INR thousandsSeparators'],
  ['1\u202f234.50', '123450 INR thousandsSeparators'],
  ['₹1,234', '123400 INR thousandsSeparators'],
  ['₹ 500/-', '50000 INR'],
  ['Rs.500.25', '50025 INR'],
  ['-₹500', '-50000 INR'],
  ['₹-500', '-50000 INR'],
  ['USD 5.00', '500 USD'],
  ['usd5.00', '500 USD'],
  ['500 JPY', '500 JPY'],
  ['US$5', '500 USD'],
  ['5 €', '500 EUR'],
  ['(1,234.50)', '-123450 INR thousandsSeparators bracketedNegative'],
  ['₹(12.00)', '-1200 INR bracketedNegative'],
  ['(₹12.00)', '-1200 INR bracketedNegative'],
  ['12.00-', '-1200 INR trailingMinus'],
  ['−12.00', '-1200 INR minusSign'],
  ['12.00 Dr', '1200 INR out'],
  ['12.00DR.', '1200 INR out'],
  ['12.00 (Cr)', '1200 INR in'],
  ['₹ 1,500.00 cr', '150000 INR in thousandsSeparators'],
  ['-0.30000000000000004', '-30 INR floatNoise'],
  ['1234567.8900000001', '123456789 INR floatNoise'],
])('%s is %s', (text, expected) => {
  const sorted = (words: string) => words.split(' ').toSorted();
  expect(sorted(read(text))).toEqual(sorted(expected));
});

test.each([
  ['1.234,50', '123450 INR thousandsSeparators'],
  ['1 234,50', '123450 INR thousandsSeparators'],
  ['12,5', '1250 INR'],
  ['-1.000', '-100000 INR thousandsSeparators'],
  ['(3,00) €', '-300 EUR bracketedNegative'],
])('with a decimal comma %s is %s', (text, expected) => expect(read(text, { decimal: ',' })).toBe(expected));

test('a sign of several currencies is the expected one where it can be', () => {
  expect(read('$5', { currency: 'CAD' })).toBe('500 CAD');
  expect(read('Rs 5', { currency: 'SCR' })).toBe('500 SCR');
  expect(read('$5')).toContain('more than one currency');
  expect(read('¥5')).toContain('more than one currency');
});

test.each([
  ['', 'is not an amount'],
  ['x', 'is not an amount'],
  ['1.005', 'more digits'],
  ['0.30000000000001', 'more digits'],
  ['2.6749999999999998', 'more digits'],
  ['90071992547409.93', 'more digits'],
  ['1e5', 'is not an amount'],
  ['12,34', 'is not an amount'],
  ['1,23,4567.00', 'is not an amount'],
  ['1.234,50', 'is not an amount'],
  ['INR 5 USD', 'two currencies'],
  ['0x10', 'is not an amount'],
  ['99999999999999999', 'more digits'],
  ['Infinity', 'is not an amount'],
  ['--5', 'more than one sign'],
  ['-5-', 'more than one sign'],
  ['(-5)', 'more than one sign'],
  ['-5 Dr', 'more than one sign'],
  ['5 Dr Cr', 'more than one sign'],
  ['(5', 'is not an amount'],
  ['5)', 'is not an amount'],
  ['5 ()', 'is not an amount'],
  ['5 XQZ', 'no currency'],
  ['5 5', 'is not an amount'],
  ['1.', 'is not an amount'],
  ['=5', 'is not an amount'],
])('%s is no amount: %s', (text, problem) => expect(read(text)).toContain(problem));
