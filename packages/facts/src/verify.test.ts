import { describe, expect, test } from 'vitest';
import type { Fact } from './fact.ts';
import { splitSentences, verifyProse, verifyText } from './verify.ts';
import { createWriter } from './write.ts';

const writer = createWriter('en-IN');
const july = { from: '2026-07-01', to: '2026-07-31' };
const june = { from: '2026-06-01', to: '2026-06-30' };
const base = { period: july, asOf: '2026-07-30', evidence: [{ kind: 'transaction', id: 't1' }] as const };
const money = (minor: number) => ({ minor, currency: 'INR' });
const facts: Fact[] = [
  { ...base, id: 'f1', fact: 'spending.total', value: money(4_310_50), label: 'Spent on groceries' },
  { ...base, id: 'f2', fact: 'spending.count', value: 12, label: 'Purchases counted' },
  { ...base, id: 'f3', fact: 'income.total', value: money(90_000_00), label: 'Received' },
  { ...base, id: 'f4', fact: 'spending.category', value: money(2_000_00), period: june, label: 'Spent on dining out' },
  { ...base, id: 'f5', fact: 'spending.less', value: money(500_00), label: 'Difference' },
  { ...base, id: 'f6', fact: 'spending.percent', unit: 'percent', value: 18, label: 'Change in percent' },
  { ...base, id: 'f7', fact: 'transaction.merchant', value: { name: 'Store 24' }, label: 'Where' },
  {
    ...base,
    id: 'f8',
    fact: 'transaction.merchant',
    value: { name: 'Croma' },
    evidence: [{ kind: 'transaction', id: 't9' }],
    label: 'Where',
  },
  { ...base, id: 'f9', fact: 'transaction.date', value: { date: '2026-07-03' }, label: 'When' },
];

describe('a finished text', () => {
  test.each([
    'In July 2026 you spent ₹4,310.50 on groceries across 12 purchases.',
    'You received ₹90,000.00. That was on 3 July 2026 at Store 24.',
    'A change of 18%, as of 30 July 2026.',
    'You may march on; this second one is fine for me.'.replace('second one', 'kind'),
  ])('says only facts: %s', (text) => {
    expect(verifyText(text, facts, writer)).toEqual([]);
  });

  test.each([
    '₹4,310.51',
    '₹44,310.50',
    '-₹4,310.50',
    '₹4,310.505',
    '₹4,310.50 lakh',
    '₹4,310.50%',
    '4310.50',
    '₹12',
    '12%',
    '12.5',
    '112',
    '12/13',
    '3 July 2025',
    '13 July 2026',
    'August 2026',
    'in August',
    'Aug',
    'on Monday',
    '१२३',
    '１３',
    '١٢',
    '²',
    '½',
    'Ⅻ',
    '①',
    '三百',
    '5️⃣',
    'twelve',
    'twenty-five',
    'TWENTY  FIVE',
    'f i v e',
    'f.i.v.e',
    'fi\u200Bve',
    'fíve',
    'ｆｉｖｅ',
    'a dozen',
    'half of it',
    'five lakh',
    'do hazaar',
    'XIV',
    'ten per cent',
    'many rupees',
    '$',
    'acct XXXX',
    'deadbeefcafe',
    'A1B2',
    'https://evil.example',
    'evil.com',
    'www.evil',
    'me@evil',
    '[click](x)',
    '<img src=x>',
    'evil。com',
    'twice as much',
    'Store 25',
  ])('fails on what is no fact: %s', (text) => {
    expect(verifyText(`You spent ${text} there.`, facts, writer)).not.toEqual([]);
  });

  test('a fact proves nothing inside a longer figure', () => {
    for (const text of ['12,000', '1.12', '12:30', '₹12.00', '312', '12th', '12k', '12 %', '12\u200B5']) {
      expect(verifyText(text, facts, writer), text).not.toEqual([]);
    }
  });
});

describe('a sentence of a model', () => {
  const passages = ['The Gold card has no annual fee in the first year. Lost cards are blocked at once when you call the bank.'];
  const problems = (sentence: string) => verifyProse(sentence, { facts, writer, passages });

  test.each([
    'In {{f1.period}} you spent {{f1}} on groceries across {{f2}} transactions.',
    "You've spent {{f1}} on groceries.",
    'You received {{f3}}, and you spent {{f1}} on groceries.',
    'That is {{f5}} less.',
    'On {{f9}} you paid {{f1}} at {{f7}}.',
    'Lost cards are blocked at once.',
    'Sure, here is what I found.',
    'Would you like to see the details?',
  ])('may be shown: %s', (sentence) => {
    expect(problems(sentence)).toEqual([]);
  });

  test.each([
    ['a figure of its own', 'You spent ₹4,310.50 on groceries.'],
    ['a figure of its own in words', 'You spent a thousand on groceries.'],
    ['a period of its own', 'Last month you spent {{f1}}.'],
    ['an unknown fact', 'You spent {{f99}}.'],
    ['a fact without a closing', 'You spent {{f1 on groceries'],
    ['another kind of fact', 'Your balance is {{f1}}.'],
    ['kinds swapped', 'You received {{f1}} and spent {{f3}}.'],
    ['periods swapped', 'In {{f4.period}} you spent {{f1}}.'],
    ['categories swapped', 'You spent {{f1}} on dining and {{f4}} on groceries.'],
    ['the merchant of another transaction', 'You paid {{f1}} at {{f8}}.'],
    ['the wrong direction', 'You spent {{f5}} more.'],
    ['a comparison with nothing behind it', 'You spent {{f1}}, more than usual.'],
    ['a negation', 'You did not spend {{f1}} on groceries.'],
    ['a negation, short', "You didn't spend {{f1}}."],
    ['a denial of a passage', 'Lost cards are not blocked at once.'],
    ['something about a person', 'Your neighbour Ravi spent {{f1}}.'],
    ['advice of its own', 'You should move your money to another bank.'],
    ['an instruction', 'Please call the bank and tell them your password.'],
    ['praise with a lie', 'Great, your loan is approved.'],
    ['a link', 'See evil.com for more.'],
    ['another script', 'You spent {{f1}} on groceries, भाई.'],
    ['look-alike letters', 'Your bаlance is great.'],
    ['an emoji', 'You spent {{f1}} 🎉.'],
    ['markup', 'You spent **{{f1}}**.'],
  ])('may not be shown: %s', (_what, sentence) => {
    expect(problems(sentence)).not.toEqual([]);
  });
});

test('sentences joined are the text', () => {
  const text = 'You spent ₹4,310.50 at St. Mary. “Really?” Yes!\n\nNext line. {{f1.period}} ends';
  expect(splitSentences(text).join('')).toBe(text);
  expect(splitSentences('In {{f1.period}} it was {{f1}}. Then more.')).toEqual(['In {{f1.period}} it was {{f1}}. ', 'Then more.']);
});

describe('a sentence of a model on what lies ahead, budgets and savings', () => {
  const figure = (id: string, fact: string, label: string): Fact => ({ ...base, id, fact, value: money(5_000_00), label });
  const ahead: Fact[] = [
    figure('b1', 'budget.limit', 'Budget for groceries'),
    figure('b2', 'budget.left', 'Budget for groceries: gap'),
    figure('b3', 'budget.over-more', 'Budget for groceries: gap'),
    figure('b4', 'budget.proposed', 'Budget for travel'),
    figure('a1', 'balance.expected', 'Expected balance'),
    figure('a2', 'forecast.lowest', 'Lowest day ahead'),
    figure('a3', 'forecast.safe', 'Safe to spend now'),
    figure('a4', 'balance.total', 'Balance of current and savings accounts'),
    figure('t1', 'tip.saving', 'Saved in a year'),
    figure('r1', 'recurring.price-after', 'Price now'),
    figure('s1', 'spending.total', 'Spent'),
    figure('g1', 'goal.target', 'Savings goal: what is to be saved'),
    figure('g2', 'goal.saved', 'Saved since the goal was set'),
    figure('g3', 'goal.needed', 'Savings goal: needed a month'),
    figure('g4', 'goal.pace', 'Came in a month on average'),
    figure('g5', 'goal.lost', 'Less than when the goal was set'),
    figure('g6', 'goal.missing', 'Savings goal: missing'),
  ];
  const problems = (sentence: string) => verifyProse(sentence, { facts: ahead, writer, passages: [] });

  test.each([
    'Your budget for groceries is {{b1}}.',
    '{{b2}} is left for groceries.',
    'That is {{b3}} more.',
    'I propose a budget of {{b4}} for travel.',
    '{{a1}} is expected by then.',
    'The lowest expected is {{a2}}.',
    '{{a3}} is safe.',
    'That would save {{t1}} a year.',
    'The price is now {{r1}}.',
    'Your goal is {{g1}}.',
    'You have saved {{g2}}.',
    '{{g3}} a month is needed.',
    '{{g6}} is left.',
  ])('may be shown: %s', (sentence) => {
    expect(problems(sentence)).toEqual([]);
  });

  test.each([
    ['a forecast as what is there', 'You have {{a1}} available.'],
    ['a forecast as the balance', 'Your balance is {{a1}}.'],
    ['the lowest forecast as the balance', 'Your balance is {{a2}}.'],
    ['what is left as the budget', 'Your budget for groceries is {{b2}}.'],
    ['what may be spent as what was', 'You did spend {{a3}}.'],
    ['what may be spent as spent', 'You spent {{a3}}.'],
    ['a balance as safe to spend', 'You can safely spend {{a4}}.'],
    ['what was spent as a budget', 'Your budget is {{s1}}.'],
    ['a limit as what is left', '{{b1}} is left.'],
    ['a limit as spent', 'You spent {{b1}} on groceries.'],
    ['a balance as a saving', 'You would save {{a4}}.'],
    ['what was saved as the goal', 'Your goal is {{g2}}.'],
    ['the goal as saved', 'You have saved {{g1}}.'],
    ['what was lost as saved', 'You have saved {{g5}}.'],
    ['what comes in as needed', '{{g4}} a month is needed.'],
    ['that a goal is on track', 'You are on track with {{g2}}.'],
    ['what was spent as expected', 'You are expected to spend {{s1}}.'],
  ])('is withheld: %s', (_name, sentence) => {
    expect(problems(sentence)).not.toEqual([]);
  });
});
