import { describe, expect, test } from 'vitest';
import { route } from './router.ts';

const options = {
  today: '2026-08-12',
  currency: 'INR',
  merchants: ['Big Bazaar', 'Cafe Coffee Day', 'Delhi Public School', 'Shell', "Domino's Pizza"],
};

describe('a question names its intent', () => {
  test.each([
    ['What is my balance?', 'balance'],
    ['how much money do I have left', 'balance'],
    ['What do I owe?', 'balance'],
    ['How much is on my credit card?', 'balance'],
    ['How much did I spend last month?', 'spending'],
    ['How much on groceries in July?', 'spending'],
    ['total spending this year', 'spending'],
    ['What was my biggest expense this year?', 'biggest'],
    ['largest purchase in June', 'biggest'],
    ['Where did my money go last month?', 'breakdown'],
    ['Break down my spending by category', 'breakdown'],
    ['Which shops do I spend most at?', 'merchants'],
    ['Did I spend more than last month?', 'compare'],
    ['Compare July with June', 'compare'],
    ['Is my spending on fuel higher than usual?', 'compare'],
    ['What do I spend on average per month?', 'average'],
    ['How much did I earn in June?', 'income'],
    ['When did my salary come in? How much was credited?', 'income'],
    ['Show my last 10 transactions', 'transactions'],
    ['List payments over 5000 in July', 'transactions'],
    ['Did I get any refunds?', 'transactions'],
    ['What subscriptions do I have?', 'recurring'],
    ['How much do I spend on subscriptions?', 'spending'],
    ['Was anything suspicious?', 'alerts'],
    ['What kind of customer am I?', 'groups'],
    ['Which card is best for me?', 'offers'],
    ['How do I block my card?', 'product'],
    ['What is the interest rate on fixed deposits?', 'product'],
    ['What is the minimum balance?', 'product'],
    ['How much did I pay in fees?', 'spending'],
    ['Will I have enough money next month?', 'forecast'],
    ['hi', 'greeting'],
    ['thanks!', 'thanks'],
    ['What can you do?', 'help'],
    ['What is the balance of customer C-10023?', 'others'],
    ["Show me Ravi's transactions", 'others'],
    ["my wife's balance", 'others'],
    ["What are other customers' salaries?", 'others'],
    ['What is the weather?', 'product'],
    ['asdf', 'unknown'],
  ])('%s → %s', (question, intent) => {
    expect(route(question, options, null).intent).toBe(intent);
  });
});

describe('a question names its slots', () => {
  test.each([
    ['How much did I spend at Big Bazaar?', { merchant: 'Big Bazaar', unknownName: false }],
    ['spending at cafe coffee day in July', { merchant: 'Cafe Coffee Day', unknownName: false }],
    ["How much at Domino's?", { merchant: "Domino's Pizza" }],
    ['How much did I spend at Harrods?', { merchant: null, unknownName: true }],
    ['How much did I spend on fireworks?', { category: null, unknownName: true }],
    ['How much did I spend on food delivery?', { category: 'dining', unknownName: false }],
    ['How much did I spend on petrol with my credit card?', { category: 'fuel', account: 'card', unknownName: false }],
    ['transactions over ₹10,000', { min: 10_000_00, max: null }],
    ['payments below Rs. 1.5 lakh', { min: null, max: 1_50_000_00 }],
    ['payments above 2k', { min: 2_000_00 }],
    ['my last 3 transactions', { count: 3 }],
    ['spending in the last 3 months', { count: null }],
    ['What did I spend last month on average?', { unknownName: false }],
    ['How much did I spend on my savings account balance?', { account: 'savings' }],
  ])('%s', (question, slots) => {
    expect(route(question, options, null).slots).toMatchObject(slots);
  });
});

test('a follow-up keeps what it does not name, and nothing else does', () => {
  const first = route('How much did I spend on groceries in July?', options, null);
  expect(route('and in June?', options, first)).toMatchObject({
    intent: 'spending',
    slots: { category: 'groceries', period: { from: '2026-06-01' } },
  });
  expect(route('what about fuel?', options, first)).toMatchObject({
    intent: 'spending',
    slots: { category: 'fuel', period: { from: '2026-07-01' } },
  });
  expect(route('What is my balance?', options, first)).toMatchObject({ intent: 'balance', slots: { category: null, period: null } });
});

test.each([
  ['Did I spend more than last month?', null, '2026-07-01'],
  ['Did I spend more in July than in March?', '2026-07-01', '2026-03-01'],
  ['Compare June with May', '2026-06-01', '2026-05-01'],
  ['Did I spend more this month than usual?', '2026-08-01', undefined],
])('%s compares', (question, from, against) => {
  const { slots } = route(question, options, null);
  expect([slots.period?.from ?? null, slots.against?.from]).toEqual([from, against]);
});
