import { type Transaction, transaction } from '@munshi/events/transaction';
import { describe, expect, it } from 'vitest';
import { categorise } from './categorise.ts';
import { categoryOfMcc } from './mcc-categories.ts';
import { merchantKey, merchantName } from './merchant-name.ts';

const of = (over: Partial<Transaction>, minor = -10_000): Transaction =>
  transaction.parse({ transactionId: 't', customerId: 'c', amount: { minor, currency: 'INR' }, date: '2026-01-05', ...over });

describe('a merchant category code', () => {
  it.each([
    ['5411', 'groceries'],
    ['5812', 'dining'],
    ['5541', 'fuel'],
    ['3066', 'travel'],
    ['4111', 'transport'],
    ['4900', 'utilities'],
    ['6011', 'cash'],
    ['7995', 'entertainment'],
    ['8062', 'health'],
    ['9311', 'taxes'],
    ['0742', 'personal'],
  ])('%s is %s', (mcc, category) => expect(categoryOfMcc(mcc)).toBe(category));

  it.each(['0000', '4000', '6013', '9950', '9999'])('%s tells nothing', (mcc) => expect(categoryOfMcc(mcc)).toBeNull());

  it('is believed before any word', () => {
    const found = categorise(of({ merchant: { mcc: '5411', name: 'Hospital Canteen Groceries' } }));
    expect(found).toEqual({ category: 'groceries', confidence: 0.95, hint: null });
  });
});

describe('words', () => {
  it.each([
    ['NEFT-SALARY-ACME LTD', 500, 'salary'],
    ['UPI/RENT/RAMESH KULKARNI', -500, 'rent'],
    ['NACH-EMI-BAJAJ FINANCE', -500, 'loan'],
    ['NACH-SIP-SBI MUTUAL FUND', -500, 'investment'],
    ['ATM WDL/MUMBAI', -500, 'cash'],
    ['INT CREDIT', 500, 'interest'],
    ['LATE PAYMENT FEE', -500, 'fees'],
    ['TRF TO OWN A/C', -500, 'transfer'],
    ['UPI/P2P/ASHA RAO/rent for march', -500, 'transfer'],
  ])('%s is %s', (description, minor, category) => expect(categorise(of({ description }, minor)).category).toBe(category));

  it('a credit is no payment: the same word tells another thing', () => {
    expect(categorise(of({ description: 'INTEREST' }, 500)).category).toBe('interest');
    expect(categorise(of({ description: 'INTEREST' }, -500)).category).toBe('fees');
  });

  it('are whole: what only looks alike tells nothing', () => {
    expect(categorise(of({ description: 'CURRENT PARENTS' }))).toEqual({ category: 'uncategorised', confidence: 0, hint: null });
    expect(categorise(of({}))).toEqual({ category: 'uncategorised', confidence: 0, hint: null });
  });

  it('hint at a card bill and at an own transfer', () => {
    expect(categorise(of({ description: 'CREDIT CARD BILL PAYMENT' })).hint).toBe('cardBill');
    expect(categorise(of({ description: 'FUND TRANSFER SELF' })).hint).toBe('transfer');
  });
});

describe('a merchant name', () => {
  it.each([
    ['POS/SWIGGY LIMITED *8812', 'Swiggy'],
    ['UPI-zomato', 'Zomato'],
    ["McDonald's", "McDonald's"],
    ['UPI/DR/512345678901/LAXMI STORES/YESB/q88@ybl/UPI', 'Laxmi Stores'],
    ['POS XX4421 DOMINOS PIZZA 6603', 'Dominos Pizza'],
    ['RAZ*SWIGGY LIMITED', 'Swiggy'],
    ['M/S VIJAY SERVICE STATION', 'Vijay Service Station'],
    ['Paytm *8812', 'Paytm'],
    ['  DMART   READY 00412 ', 'Dmart Ready'],
    ['श्री गणेश भोजनालय', 'श्री गणेश भोजनालय'],
  ])('%s is written %s', (raw, name) => expect(merchantName(raw)).toBe(name));

  it('is unknown where nothing is left', () => {
    expect([merchantName(null), merchantName(''), merchantName('  ')]).toEqual([null, null, null]);
    expect([merchantKey(null), merchantKey('—')]).toEqual([null, null]);
  });

  it('has one key however it is written', () => {
    expect(merchantKey('Rock & Roll Café')).toBe(merchantKey('rock-roll café'));
  });
});
