import { describe, expect, test } from 'vitest';
import { readDayAhead } from './day-ahead.ts';
import { route } from './router.ts';

/** A Wednesday. */
const TODAY = '2026-08-12';
const options = {
  today: TODAY,
  currency: 'INR',
  merchants: [
    { name: 'Netflix', category: 'subscriptions' },
    { name: 'Big Bazaar', category: 'groceries' },
    { name: 'Hyderabad Electricity Board', category: 'utilities' },
  ],
};

describe('what is asked about money to come', () => {
  test.each([
    ['how much can I safely spend', 'afford', {}],
    ['how much can I spend?', 'afford', {}],
    ['how much is safe to spend this week', 'afford', {}],
    ['what if I spend 20,000 on the 15th', 'afford', { amount: 20_000_00, ahead: '2026-08-15' }],
    ['what happens if I buy a 5000 phone tomorrow', 'afford', { amount: 5000_00, ahead: '2026-08-13' }],
    ['how much can I still spend on groceries', 'budgets', { categories: ['groceries'] }],
    ["what's my budget for groceries", 'budgets', { categories: ['groceries'], strange: null }],
    ['am I over budget on dining', 'budgets', { categories: ['dining'] }],
    ['set a budget of 5000 for fuel', 'budgets', { categories: ['fuel'] }],
    ['am I on track for my goal', 'goals', {}],
    ['Am I on track for Goa?', 'goals', {}],
    ['how far am I with my savings goals?', 'goals', {}],
    ['how much have I saved for my goal', 'goals', {}],
    ['will I reach my goal in time', 'goals', {}],
    ['set a savings goal of 50000 for a trip', 'goals', {}],
    ['am I on track with my budget for dining', 'budgets', { categories: ['dining'] }],
    ['who scored the first goal', 'unknown', {}],
    ['how do I save', 'tips', {}],
    ['How can I cut down my expenses?', 'tips', {}],
    ['any tips to save money?', 'tips', {}],
    ['How much did I save last month?', 'saved', {}],
    ['did I save money last month?', 'saved', {}],
    ['How do I save tax?', 'product', {}],
    ['how do I file my income tax return', 'product', {}],
    ['how much income tax did I pay', 'spending', {}],
    ['How do I open a savings account?', 'product', {}],
    ['when does my salary come', 'income', {}],
    ['When will I get paid?', 'income', {}],
    ['when is my next payday', 'income', {}],
    ['is a bill due', 'recurring', { aspect: 'due' }],
    ['which bills are due this week', 'recurring', { aspect: 'due', ahead: '2026-08-16' }],
    ['when is my electricity bill due', 'recurring', { aspect: 'due' }],
    ['did I miss a bill?', 'recurring', { aspect: 'missed', strange: null }],
    ['did anything go up in price', 'recurring', { aspect: 'rises', strange: null }],
    ['Did any of my subscriptions get more expensive?', 'recurring', { aspect: 'rises' }],
    ['did Netflix raise its price', 'recurring', { aspect: 'rises', merchants: ['Netflix'] }],
    ['did any subscription end', 'recurring', { aspect: 'ended' }],
    ['is a free trial ending', 'recurring', { aspect: 'trials' }],
    ['which subscriptions do I have', 'recurring', { aspect: null }],
    ['Did my spending on groceries go up?', 'compare', {}],
    ['did I pay anything twice', 'alerts', {}],
    ['was I charged twice?', 'alerts', {}],
    ['will I run out of money before payday', 'forecast', {}],
    ['what is my lowest balance before my next salary', 'forecast', {}],
    ['what happens if I close my account', 'product', {}],
  ])('%s', (question, intent, slots) => {
    expect(route(question, options, null)).toMatchObject({ intent, slots });
  });

  test('this month with last: last month', () => {
    expect(route('compare this month with last', options, null)).toMatchObject({
      intent: 'compare',
      slots: { period: { from: '2026-08-01' }, against: { from: '2026-07-01', to: '2026-07-31' } },
    });
  });

  test('a short question stays with budgets', () => {
    const first = route('what is my budget for groceries', options, null);
    expect(route('and for fuel?', options, first)).toMatchObject({ intent: 'budgets', slots: { categories: ['fuel'] } });
  });
});

describe('a day to come', () => {
  test.each([
    ['on the 15th', '2026-08-15'],
    ['on the 5th', '2026-09-05'],
    ['by the 31st', '2026-08-31'],
    ['on 3 september', '2026-09-03'],
    ['on march 1', '2027-03-01'],
    ['on 1 march 2026', null],
    ['tomorrow', '2026-08-13'],
    ['next friday', '2026-08-14'],
    ['on wednesday', '2026-08-19'],
    ['in two weeks', '2026-08-26'],
    ['at the end of the month', '2026-08-31'],
    ['next week', '2026-08-23'],
    ['next month', '2026-09-30'],
    ['yesterday', null],
    ['a phone', null],
  ])('%s', (text, day) => {
    expect(readDayAhead(text, TODAY)).toBe(day);
  });
});
