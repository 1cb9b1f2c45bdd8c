import { expect, test } from 'vitest';
import { personNamesIn } from './person-names.ts';

test.each([
  ['How much did I send to Zubin Contractor in July?', ['Zubin Contractor']],
  ['did i pay priya sharma last month', ['priya sharma']],
  ['What did my brother Nilay give me?', ['Nilay']],
  ["Show Zubin's payments and Mr. Wadia", ['Zubin', 'Wadia']],
  ['How much did I spend on Groceries in August by UPI?', []],
  ['What does the bank charge for a Debit Card?', []],
])('%s', (text, names) => expect(personNamesIn(text)).toEqual(names));
