import { expect, test } from 'vitest';
import { route } from './router.ts';

const options = {
  today: '2026-08-12',
  currency: 'INR',
  merchants: [
    { name: 'Big Bazaar', category: 'groceries' },
    { name: 'Bajaj Finance', category: 'loan' },
  ],
};
const isDoubtful = (question: string): boolean => route(question, options, null).isDoubtful ?? false;

test.each([
  'cost of a replacement debit card',
  'home loan processing charges',
  'how many nominees can I add',
  'atm charge after free withdrawals',
  'minimum salary for personal loan',
  'how long until a refund from a shop arrives',
  'Update contact number',
  'interest',
])('may be about the bank or the ledger: %s', (question) => expect(isDoubtful(question)).toBe(true));

test.each([
  'how much did I spend on fees',
  'fees last month',
  'how much do I pay Bajaj Finance',
  'payments above 2k',
  'what is my balance',
  'will I run out of money before payday',
  'what is my budget for groceries',
  'average grocery bill this year',
  'Transfer 500 to Rahul',
  'pay my electricity bill',
  'total fees',
  'how do I open an account',
  'What can you do?',
  'thanks',
])('is surely the one or the other: %s', (question) => expect(isDoubtful(question)).toBe(false));

test('what leans on the question before is no new question', () => {
  const first = route('how much do I spend on fees', options, null);
  expect(route('what about loans?', options, first).isDoubtful).toBeUndefined();
});

test.each([
  ['transfer limit in the app', 'product'],
  ['exit load on equity funds', 'unknown'],
  ['exit', 'thanks'],
  ['raise my transfer limit', 'action'],
])('%s is %s', (question, intent) => expect(route(question, options, null).intent).toBe(intent));
