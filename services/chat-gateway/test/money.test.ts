import { isDeepStrictEqual } from 'node:util';
import { bankCustomers } from '@munshi/events/customer';
import { decodeEvent, type MunshiEvent } from '@munshi/events/event';
import { customerFeedback } from '@munshi/events/feedback';
import { insightsCashflow, insightsSpending, insightsTransactions } from '@munshi/events/insights';
import type { Budget } from '@munshi/events/insights-money';
import { customerPreferences } from '@munshi/events/preferences';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

describe('savings goals', () => {
  const trip = { name: '  Goa trip ', currency: 'INR', target: 60_000_00, by: '2026-12-31', accountId: null };
  const put = (body: object, headers: Record<string, string> = {}) =>
    gateway.call('C-3', '/me/preferences', { method: 'PUT', body, headers });
  const goalsOf = async () => (await gateway.call('C-3', '/me/preferences')).body.goals;

  beforeAll(async () => {
    const accounts = [
      { accountId: 'S', kind: 'savings' as const, currency: 'INR' },
      { accountId: 'K', kind: 'card' as const, currency: 'INR' },
      { accountId: 'D', kind: 'savings' as const, currency: 'USD' },
    ];
    await gateway.publish(bankCustomers, [{ key: 'C-3', subject: 'C-3', data: { customerId: 'C-3', status: 'active', accounts } }]);
  });

  test('get an id and their day, keep both when they are changed, and the same request makes the same goals', async () => {
    const [first] = (await put({ goals: [trip] })).body.goals;
    expect(first).toEqual({ ...trip, name: 'Goa trip', goalId: expect.stringMatching(/^[0-9a-f]{24}$/), setOn: '2026-08-12' });
    expect((await put({ goals: [trip] })).body.goals).toEqual([first]);
    const twice = (await put({ goals: [first, trip] })).body.goals;
    expect(new Set(twice.map(({ goalId }: { goalId: string }) => goalId)).size).toBe(2);
    gateway.clock.advance(3 * 86_400_000);
    const changed = { ...first, target: 70_000_00, accountId: 'S', setOn: '2020-01-01' };
    expect((await put({ goals: [changed] })).body.goals).toEqual([{ ...changed, setOn: '2026-08-12' }]);
    gateway.clock.advance(-3 * 86_400_000);
    const { body } = await gateway.call('C-3', '/me/preferences');
    expect((await put(body)).body).toEqual(body);
    await eventually('the event', () => said.some(({ key, data }) => key === 'C-3' && isDeepStrictEqual(data, body)));
  });

  test('stay where a request does not speak of them, as budgets do where it speaks of goals', async () => {
    const budgets = [{ category: 'groceries', currency: 'INR', limit: 40_000 }];
    const goals = (await put({ goals: [trip], budgets })).body.goals;
    expect((await put({ mutedKinds: ['offer'] })).body).toMatchObject({ goals, budgets });
    expect((await put({ budgets: [] })).body).toMatchObject({ goals, budgets: [] });
    expect((await put({ goals: [] })).body).toMatchObject({ goals: [], budgets: [] });
    expect(await goalsOf()).toEqual([]);
  });

  test.each([
    [{ ...trip, name: ' ' }, 'goals.0.name: is empty'],
    [{ ...trip, name: 'x'.repeat(101) }, 'goals.0.name'],
    [{ ...trip, name: 'a\nb' }, 'goals.0.name: has a line break'],
    [{ ...trip, target: 0 }, 'goals.0.target'],
    [{ ...trip, target: 1.5 }, 'goals.0.target'],
    [{ ...trip, by: '2026-02-30' }, 'goals.0.by: is not a date'],
    [{ ...trip, by: '2026-08-12' }, 'goals.0.by: is not a day to come'],
    [{ ...trip, by: '2926-08-12' }, 'goals.0.by: is more than fifty years ahead'],
    [{ ...trip, accountId: 'A' }, 'goals.0.accountId: is no account of yours in which INR is saved'],
    [{ ...trip, accountId: 'K' }, 'goals.0.accountId'],
    [{ ...trip, accountId: 'D' }, 'goals.0.accountId'],
    [{ ...trip, currency: 'rupees' }, 'goals.0.currency'],
    [{ ...trip, goalId: 'a b' }, 'goals.0.goalId: is not an id'],
  ])('that cannot be are refused, with what is wrong: %j', async (goal, problem) => {
    const refused = await put({ goals: [goal] });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({ code: 'REQUEST_INVALID' });
    expect(refused.body.title).toContain(problem);
    expect(await goalsOf()).toEqual([]);
  });

  test('are twenty at most, each once', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => ({ ...trip, name: `Goal ${at}` }));
    expect((await put({ goals: many(21) })).status).toBe(400);
    expect((await put({ goals: many(20) })).body.goals).toHaveLength(20);
    const same = { ...trip, goalId: 'own-1' };
    expect((await put({ goals: [same, same] })).body.title).toContain('goals.1.goalId: stands twice');
    await put({ goals: [] });
  });

  test('keep their past date and their lost account when something else is changed', async () => {
    await put({ goals: [{ ...trip, by: '2026-08-13', accountId: 'S' }] });
    gateway.clock.advance(10 * 86_400_000);
    const [goal] = await goalsOf();
    expect((await put({ goals: [{ ...goal, name: 'Late' }] })).body.goals).toEqual([{ ...goal, name: 'Late' }]);
    gateway.clock.advance(-10 * 86_400_000);
    await put({ goals: [] });
  });
});

describe('preferences that two pages change', () => {
  const put = (body: object, tag?: string | null) =>
    gateway.call('C-1', '/me/preferences', { method: 'PUT', body, headers: tag ? { 'if-match': tag } : {} });
  const read = async () => (await gateway.call('C-1', '/me/preferences')).headers.get('etag');

  test('are changed by the first; the second is told to read again', async () => {
    const tag = await read();
    const first = await put({ mutedKinds: ['a'] }, tag);
    expect(first.status).toBe(200);
    expect(first.headers.get('etag')).toBe(await read());
    const second = await put({ mutedKinds: ['b'] }, tag);
    expect(second).toMatchObject({ status: 412, body: { code: 'PREFERENCES_CHANGED' } });
    expect((await gateway.call('C-1', '/me/preferences')).body.mutedKinds).toEqual(['a']);
    expect((await put({ mutedKinds: ['b'] }, await read())).status).toBe(200);
    expect((await put({ mutedKinds: [] })).status).toBe(200);
    expect((await put({ mutedKinds: [] }, '*')).status).toBe(200);
  });

  test('at the very same time: one of them holds, and only one', async () => {
    const tag = await read();
    const all = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((kind) => put({ mutedKinds: [kind] }, tag)));
    expect(all.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412]);
    const winner = all.find(({ status }) => status === 200)?.body.mutedKinds;
    expect((await gateway.call('C-1', '/me/preferences')).body.mutedKinds).toEqual(winner);
  });

  test('are there before any was set', async () => {
    const answer = await gateway.call('C-9', '/me/preferences');
    expect([answer.headers.get('etag'), answer.body.goals]).toEqual(['"0"', undefined]);
    const set = await gateway.call('C-9', '/me/preferences', { method: 'PUT', body: {}, headers: { 'if-match': '"0"' } });
    expect(set.headers.get('etag')).toBe('"1"');
  });
});
