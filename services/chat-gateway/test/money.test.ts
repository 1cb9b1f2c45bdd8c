import { bankCustomers } from '@munshi/events/customer';
import { decodeEvent, type MunshiEvent } from '@munshi/events/event';
import { customerFeedback } from '@munshi/events/feedback';
import { insightsCashflow, insightsSpending, insightsTransactions } from '@munshi/events/insights';
import type { Budget } from '@munshi/events/insights-money';
import { customerPreferences } from '@munshi/events/preferences';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insightOf, type Told, transactionOf } from './ledger-events.ts';
import { type RunningGateway, runGateway } from './running-gateway.ts';

const LEDGER: readonly Told[] = [
  {
    id: 't1',
    date: '2026-07-01',
    minor: -30_000,
    category: 'groceries',
    merchant: 'Big Bazaar',
    more: { accountId: 'A', balanceAfter: { minor: 70_000, currency: 'INR' } },
  },
  { id: 't2', date: '2026-07-02', minor: -5_000, category: 'uncategorised', merchant: 'Zyx' },
];
const budget: Budget = {
  currency: 'INR',
  category: 'groceries',
  month: '2026-07',
  limit: 40_000,
  spent: 10_000,
  expected: 20_000,
  setBy: 'customer',
  state: 'within',
};
const days = [
  { date: '2026-08-13', low: 50_000, expected: 60_000, high: 70_000 },
  { date: '2026-08-14', low: 40_000, expected: 55_000, high: 70_000 },
  { date: '2026-08-15', low: 90_000, expected: 99_000, high: 110_000 },
];

let gateway: RunningGateway;
const said: MunshiEvent[] = [];
beforeAll(async () => {
  gateway = await runGateway({});
  const topics = [customerFeedback, customerPreferences] as unknown as TopicDefinition[];
  await gateway.bus.subscribeEvery({
    topics,
    onCrash: () => undefined,
    onRecord: (record) => void said.push(decodeEvent(topics.find(({ name }) => name === record.topic) as TopicDefinition, record)),
  });
  const own = { key: 'C-1', subject: 'C-1' };
  await gateway.publish(bankCustomers, [
    { ...own, data: { customerId: 'C-1', status: 'active', accounts: [{ accountId: 'A', kind: 'savings', currency: 'INR' }] } },
  ]);
  await gateway.publish(bankTransactions, LEDGER.map(transactionOf));
  await gateway.publish(insightsTransactions, LEDGER.map(insightOf));
  const spending = {
    customerId: 'C-1',
    asOf: '2026-07-02',
    months: [],
    usual: [],
    budgets: [budget, { ...budget, category: 'dining', spent: 0 }],
    tips: [],
    noTips: null,
  };
  await gateway.publish(insightsSpending, [{ ...own, data: spending }]);
  await gateway.publish(insightsCashflow, [
    { ...own, data: { customerId: 'C-1', asOf: '2026-08-12', currency: 'INR', days, nextIncome: '2026-08-15' } },
  ]);
});
afterAll(() => gateway.close());

const get = async (path: string) => (await gateway.call('C-1', path)).body;

test('a budget is used as far as the ledger says, whatever analytics last said', async () => {
  const { budgets, tips, noTips } = await get('/me/spending?period=2026-07');
  expect(budgets).toEqual([
    { ...budget, spent: 30_000, expected: 30_000, left: 10_000 },
    { ...budget, category: 'dining', spent: 0, left: 40_000 },
  ]);
  expect([tips, noTips]).toEqual([[], null]);
});

test('a forecast tells the lowest day, what is safe to spend, and what a purchase would change', async () => {
  expect(await get('/me/forecast?days=2')).toMatchObject({
    days: days.slice(0, 2),
    lowest: days[1],
    safeToSpend: 40_000,
    nextIncome: '2026-08-15',
  });
  const after = await get('/me/forecast?spend=45000&on=2026-08-14');
  expect(after).toMatchObject({ safeToSpend: 0, lowest: { expected: 10_000 } });
  expect(after.days[0]).toEqual(days[0]);
  expect((await gateway.call('C-1', '/me/forecast?spend=-1')).status).toBe(400);
});

test('what is asked of a purchase is answered by the same figures', async () => {
  const ask = await gateway.call('C-1', '/chat', { method: 'POST', body: { message: 'can I afford a 100 rupee book' } });
  expect(ask.body.response).toContain('about ₹450.00 would be there on 14 August 2026');
  expect(ask.body.response).toContain('up to ₹400.00 can be spent now');
});

test('a category is corrected by whose transaction it is, and only to one that there is', async () => {
  const correct = (id: string, category: string, customerId = 'C-1') =>
    gateway.call(customerId, `/me/transactions/${id}/category`, { method: 'POST', body: { category } });
  expect(await correct('t2', 'education')).toMatchObject({ status: 202, body: { transactionId: 't2', category: 'education' } });
  const event = await eventually('the feedback', () => said.find(({ topic }) => topic === customerFeedback.name));
  expect(event).toMatchObject({
    key: 'C-1',
    data: { target: { topic: 'bank.transactions', id: 'bank/t2' }, value: 'category', detail: 'education' },
  });
  expect((await correct('t2', 'yachts')).status).toBe(400);
  expect((await correct('t2', 'uncategorised')).status).toBe(400);
  expect((await correct('none', 'education')).status).toBe(404);
  expect((await correct('t2', 'education', 'C-2')).status).toBe(404);
});

test('budgets are set with the preferences, and stay where a request does not speak of them', async () => {
  const budgets = [{ category: 'groceries', currency: 'INR', limit: 40_000 }];
  const put = (body: object) => gateway.call('C-1', '/me/preferences', { method: 'PUT', body });
  expect((await put({ budgets })).body).toMatchObject({ budgets });
  expect((await put({ mutedKinds: ['offer'] })).body).toMatchObject({ budgets, mutedKinds: ['offer'] });
  expect((await put({ budgets: [] })).body).toMatchObject({ budgets: [] });
  expect((await put({ budgets: [{ category: 'yachts', currency: 'INR', limit: 1 }] })).status).toBe(400);
});
