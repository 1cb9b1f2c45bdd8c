import { type Transaction, transaction } from '@munshi/events/transaction';
import { describe, expect, it } from 'vitest';
import { shuffled } from '../../../test/in-memory-ledger.ts';
import { categorise } from './categorise.ts';
import { classifyName, LEAST_CONFIDENCE, learnNames } from './classify-name.ts';

describe('a merchant never seen', () => {
  it.each([
    ['POS/BALAJI KIRANA STORES', 'groceries'],
    ['New Punjabi Dhaba', 'dining'],
    ['श्री गणेश भोजनालय', 'dining'],
    ['Sri Sai Medicals', 'health'],
    ['Kaveri Petroleum', 'fuel'],
    ['St Mary Convent School', 'education'],
    ['UPI-SWIGGY LIMITED *8812', 'dining'],
    ['Glamour Beauty Parlour', 'personal'],
  ])('%s is %s', (name, category) => {
    const found = classifyName(name);
    expect(found?.category).toBe(category);
    expect(found?.confidence).toBeGreaterThanOrEqual(LEAST_CONFIDENCE);
  });

  it.each(['Zxqy', 'R K Sharma', 'A1', '', 'Business Solutions', 'Shellac Works', 'School Pharmacy'])('%s tells nothing sure', (name) =>
    expect(classifyName(name)).toBeNull(),
  );
});

describe('merchants of the bank', () => {
  const examples = [
    { name: 'POS/QUICKBITE *12', category: 'dining' as const },
    { name: 'Quickbite', category: 'dining' as const },
    { name: 'Quickbite', category: 'groceries' as const },
    { name: 'Velora Sprouts', category: 'groceries' as const },
    { name: 'Velora Greens', category: 'groceries' as const },
  ];

  it('are known by their name, whatever rail it came on, and teach their words', () => {
    const model = learnNames(examples);
    expect(classifyName('ECOM/QUICKBITE', model)).toEqual({ category: 'dining', confidence: 0.98 });
    expect(classifyName('Velora Mint', model)?.category).toBe('groceries');
    expect(classifyName('Velora Mint', learnNames(examples.slice(0, 4)))).toBeNull();
    expect(classifyName('Quickbite')).toBeNull();
  });

  it('do not depend on the order of the examples', () => {
    expect(learnNames(shuffled(examples, 2)).merchants).toEqual(learnNames(examples).merchants);
  });
});

describe('in a transaction', () => {
  const of = (over: Partial<Transaction>, minor = -10_000): Transaction =>
    transaction.parse({ transactionId: 't', customerId: 'c', amount: { minor, currency: 'INR' }, date: '2026-01-05', ...over });

  it('a code is believed before the name, the name before the rail', () => {
    expect(categorise(of({ merchant: { name: 'Swiggy', mcc: '5411' } })).category).toBe('groceries');
    expect(categorise(of({ merchant: { name: 'Swiggy' }, description: 'UPI/SWIGGY/BANGALORE' })).category).toBe('dining');
    expect(categorise(of({ merchant: { name: 'Zxqy' }, description: 'UPI/ZXQY' })).category).toBe('transfer');
  });

  it('a payee who is no merchant, and money that comes in, are not read as a shop', () => {
    expect(categorise(of({ counterparty: { name: 'Uber Kumar' }, description: 'UPI/P2P/UBER KUMAR' })).category).toBe('transfer');
    expect(categorise(of({ merchant: { name: 'Swiggy' } }, 500)).category).toBe('uncategorised');
  });
});
