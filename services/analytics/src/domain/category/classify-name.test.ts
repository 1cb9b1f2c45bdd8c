import { type Transaction, transaction } from '@munshi/events/transaction';
import { describe, expect, it } from 'vitest';
import { categorise } from './categorise.ts';
import { classifyName, LEAST_CONFIDENCE } from './classify-name.ts';

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

describe('the same name', () => {
  it.each([
    ["Spencer's Retail", 'SPENCERS RETAIL'],
    ['JioFiber', 'JIO FIBER'],
    ['McDonald’s', 'MCDONALDS PVT LTD'],
    ['BookMyShow', 'BOOKMYSHOW'],
  ])('%s is known however it is spelled: %s', (name, spelled) => {
    expect(classifyName(name)).not.toBeNull();
    expect(classifyName(spelled)).toEqual(classifyName(name));
  });
});

describe('words together', () => {
  it.each([
    ['Anand Milk Parlour', 'groceries'],
    ['Hotel Krishna Pure Veg', 'dining'],
    ['Saraswati Vidya Mandir', 'education'],
    ['Pune Municipal Corporation', 'taxes'],
    ['SHRI GENERAL STORES', 'groceries'],
  ])('%s is %s, which its words alone do not tell', (name, category) => expect(classifyName(name, false)?.category).toBe(category));

  it.each(['Smart Business', 'Milk Hospital', 'Music World'])('%s still tells nothing sure', (name) =>
    expect(classifyName(name, false)).toBeNull(),
  );
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
