import { expect, test } from 'vitest';
import { limitsWith } from './limits.ts';

const groceries = { category: 'groceries', currency: 'INR', limit: 1 };

test('a limit is set once, the others stay', () => {
  const euros = { ...groceries, currency: 'EUR' };
  const fuel = { ...groceries, category: 'fuel' };
  expect(limitsWith([], groceries)).toEqual([groceries]);
  expect(limitsWith([groceries, euros, fuel], { ...groceries, limit: 0 })).toEqual([euros, fuel, { ...groceries, limit: 0 }]);
});
