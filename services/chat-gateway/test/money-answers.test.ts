import { bankCustomers } from '@munshi/events/customer';
import { insightsAnomalies, insightsCashflow, insightsRecurring, insightsSpending, insightsTransactions } from '@munshi/events/insights';
import type { Budget, RecurringStream, Tip } from '@munshi/events/insights-money';
import { bankTransactions } from '@munshi/events/transaction';
import { createWriter } from '@munshi/facts/write';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inr, insightOf, type Told, transactionOf } from './ledger-events.ts';
import { type RunningGateway, runGateway } from './running-gateway.ts';

/** What customers ask about what analytics finds; today is 12 August 2026. Figures are held against the ledger and the insights told here. */
const writer = createWriter('en-IN');
const money = (minor: number): string => writer.money(inr(minor));
const of = (id: string, date: string, minor: number, category: string, merchant: string, more: Told['more'] = {}): Told => ({
  id,
  date,
  minor,
  category,
  merchant,
  more,
});
const LEDGER: readonly Told[] = [
  of('g5', '2026-05-10', -9_000_00, 'groceries', 'Big Bazaar'),
  of('g6', '2026-06-10', -9_000_00, 'groceries', 'Big Bazaar'),
  of('g7', '2026-07-10', -8_000_00, 'groceries', 'Big Bazaar'),
  of('g7b', '2026-07-20', -3_000_00, 'groceries', 'Big Bazaar'),
  of('g8', '2026-08-05', -4_000_00, 'groceries', 'Big Bazaar'),
  of('f5', '2026-05-02', -300_00, 'fees', 'Bank'),
  of('f7', '2026-07-02', -600_00, 'fees', 'Bank'),
  of('n6', '2026-06-15', -499_00, 'subscriptions', 'Netflix'),
  of('n7', '2026-07-15', -649_00, 'subscriptions', 'Netflix'),
  of('h7', '2026-07-03', -119_00, 'subscriptions', 'Spotify'),
  of('s6', '2026-06-30', 60_000_00, 'salary', 'Metro Builders'),
  of('s7', '2026-07-31', 60_000_00, 'salary', 'Metro Builders'),
  of('d1', '2026-08-08', -750_00, 'dining', 'Cafe', { accountId: 'A', balanceAfter: inr(50_000_00) }),
  of('d2', '2026-08-08', -750_00, 'dining', 'Cafe', { accountId: 'A', balanceAfter: inr(49_250_00) }),
];
const stream = (streamId: string, merchantName: string, transactionIds: string[], more: Partial<RecurringStream>): RecurringStream => ({
  streamId,
  merchantName,
  kind: 'subscriptions',
  direction: 'out',
  state: 'mature',
  cadence: 'monthly',
  amount: inr(-649_00),
  range: { low: 649_00, high: 649_00 },
  nextDate: '2026-08-15',
  priceRise: null,
  isMissed: false,
  doubled: null,
  trialEnds: null,
  transactionIds,
  ...more,
});
const STREAMS = [
  stream('n', 'Netflix', ['n6', 'n7'], { priceRise: { from: 499_00, to: 649_00, date: '2026-07-15' } }),
  stream('h', 'Spotify', ['h7'], { amount: inr(-119_00), nextDate: '2026-08-03', isMissed: true }),
  stream('s', 'Metro Builders', ['s6', 's7'], { kind: 'salary', direction: 'in', amount: inr(60_000_00), nextDate: '2026-08-31' }),
  stream('o', 'Old Club', ['g5'], { state: 'ended', nextDate: null, amount: inr(-900_00) }),
];
const budget: Budget = {
  currency: 'INR',
  category: 'groceries',
  month: '2026-08',
  limit: 9_500_00,
  spent: 1_00,
  expected: 8_100_00,
  setBy: 'proposed',
  state: 'within',
};
const insightEvidence = [{ kind: 'insight' as const, id: 'C-1' }];
const TIPS: readonly Tip[] = [
  { kind: 'fees', about: 'fees', name: 'fees', saving: inr(3_600_00), effort: 'a call', evidence: insightEvidence },
  {
    kind: 'price-rise',
    about: 'n',
    name: 'Netflix',
    saving: inr(1_800_00),
    effort: 'a call',
    evidence: [
      { kind: 'transaction', id: 'n6' },
      { kind: 'transaction', id: 'n7' },
    ],
  },
];
const days = ['13', '14', '15', '16', '31'].map((day, at) => ({
  date: `2026-08-${day}`,
  low: 30_000_00 - at * 1_000_00,
  expected: 40_000_00 - at * 1_000_00,
  high: 50_000_00 - at * 1_000_00,
}));

const POOR = [
  { date: '2026-08-13', low: -100_00, expected: 100_00, high: 300_00 },
  { date: '2026-08-14', low: -900_00, expected: -500_00, high: 100_00 },
];

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway({});
  const own = { key: 'C-1', subject: 'C-1' };
  await gateway.publish(bankCustomers, [
    { ...own, data: { customerId: 'C-1', status: 'active', accounts: [{ accountId: 'A', kind: 'savings', currency: 'INR' }] } },
    { key: 'C-2', subject: 'C-2', data: { customerId: 'C-2', status: 'active' } },
    {
      key: 'C-3',
      subject: 'C-3',
      data: {
        customerId: 'C-3',
        status: 'active',
        accounts: [{ accountId: 'P', kind: 'savings', currency: 'INR', balance: inr(300_00), balanceAsOf: '2026-08-12T00:00:00Z' }],
      },
    },
  ]);
  await gateway.publish(bankTransactions, LEDGER.map(transactionOf));
  await gateway.publish(insightsTransactions, LEDGER.map(insightOf));
  await gateway.publish(insightsSpending, [
    { ...own, data: { customerId: 'C-1', asOf: '2026-08-08', months: [], usual: [], budgets: [budget], tips: [...TIPS], noTips: null } },
    {
      key: 'C-2',
      subject: 'C-2',
      data: { customerId: 'C-2', asOf: '2026-08-08', months: [], usual: [], tips: [], noTips: 'The balance is expected to run short' },
    },
  ]);
  await gateway.publish(insightsCashflow, [
    { ...own, data: { customerId: 'C-1', asOf: '2026-08-12', currency: 'INR', days, nextIncome: '2026-08-31' } },
  ]);
  await gateway.publish(insightsCashflow, [
    {
      key: 'C-3',
      subject: 'C-3',
      data: { customerId: 'C-3', asOf: '2026-08-12', currency: 'INR', days: POOR, nextIncome: null },
    },
  ]);
  await gateway.publish(insightsRecurring, [{ ...own, data: { customerId: 'C-1', asOf: '2026-08-12', streams: STREAMS } }]);
  await gateway.publish(insightsAnomalies, [
    {
      key: 'C-1',
      subject: 'a1',
      data: {
        anomalyId: 'a1',
        customerId: 'C-1',
        transactionIds: ['d2', 'd1'],
        kind: 'duplicate-charge',
        score: 0.9,
        reasons: [{ code: 'duplicate', share: 1, text: 'the same amount at the same merchant 2 min before' }],
        normal: null,
        key: 'duplicate-charge:cafe',
        amount: inr(-750_00),
        merchantName: 'Cafe',
        date: '2026-08-08',
        occurredAt: '2026-08-08T10:00:00Z',
      },
    },
  ]);
});
afterAll(() => gateway.close());

interface Said {
  readonly response: string;
  readonly claims: readonly { id: string; fact: string; text: string; value: unknown; evidence: { kind: string; id: string }[] }[];
}
const ask = async (message: string, customerId = 'C-1'): Promise<Said> =>
  (await gateway.call(customerId, '/chat', { method: 'POST', body: { message } })).body;
const behind = ({ claims }: Said, text: string): string[] =>
  (claims.find((claim) => claim.text === text)?.evidence ?? []).flatMap(({ kind, id }) => (kind === 'transaction' ? [id] : [])).sort();

describe('a budget', () => {
  test('is used as far as the ledger says, and says whose limit it is', async () => {
    const said = await ask('what is my budget for groceries');
    expect(said.response).toContain(`in August 2026 is ${money(9_500_00)}, proposed from your past months`);
    expect(said.response).toContain(`spent ${money(4_000_00)} of it: ${money(5_500_00)} is left`);
    expect(said.response).toContain(`about ${money(8_100_00)}`);
    expect(behind(said, money(4_000_00))).toEqual(['g8']);
    expect(behind(said, money(9_500_00))).toEqual(['g5', 'g6', 'g7', 'g7b']);
  });

  test('that the customer sets counts at once, and 0 takes one away', async () => {
    const set = (limit: number) =>
      gateway.call('C-1', '/me/preferences', { method: 'PUT', body: { budgets: [{ category: 'groceries', currency: 'INR', limit }] } });
    await set(3_000_00);
    const said = await ask('am I over my budget for groceries?');
    expect(said.response).toContain(`${money(3_000_00)}, as you set it`);
    expect(said.response).toContain(`${money(1_000_00)} more than that`);
    const listed = (await gateway.call('C-1', '/me/spending')).body.budgets;
    expect(listed).toMatchObject([{ category: 'groceries', limit: 3_000_00, setBy: 'customer', state: 'over', left: -1_000_00 }]);
    await set(0);
    expect((await ask('what are my budgets')).response).toContain('You have no budget yet');
    await gateway.call('C-1', '/me/preferences', { method: 'PUT', body: { budgets: [] } });
  });

  test('that there is not is not made up', async () => {
    expect((await ask('what is my budget for fuel')).response).toContain('You have no budget for fuel');
  });
});

describe('what would save money', () => {
  test('comes with the payments behind it', async () => {
    const said = await ask('how do I save money');
    expect(said.response).toContain(`about ${money(3_600_00)} in a year`);
    expect(behind(said, money(3_600_00))).toEqual(['f5', 'f7']);
    expect(behind(said, money(1_800_00))).toEqual(['n6', 'n7']);
  });

  test('that the customer hides is told no more, until they want it back', async () => {
    const { tips } = (await gateway.call('C-1', '/me/spending')).body;
    expect(tips.map(({ evidence }: Tip) => evidence.map(({ id }) => id))).toEqual([
      ['f5', 'f7'],
      ['n6', 'n7'],
    ]);
    const post = (action: string) => gateway.call('C-1', `/me/tips/${encodeURIComponent(tips[0].tipId)}/${action}`, { method: 'POST' });
    expect((await post('dismiss')).status).toBe(204);
    expect((await ask('how do I save money')).response).not.toContain(money(3_600_00));
    expect((await gateway.call('C-1', '/me/spending')).body.tips).toHaveLength(1);
    expect((await post('restore')).status).toBe(204);
    expect((await ask('how do I save money')).response).toContain(money(3_600_00));
    expect((await gateway.call('C-1', '/me/tips/nonsense/dismiss', { method: 'POST' })).status).toBe(404);
    expect((await gateway.call('C-2', `/me/tips/${encodeURIComponent(tips[0].tipId)}/dismiss`, { method: 'POST' })).status).toBe(404);
  });

  test('is not told to somebody whose money runs short', async () => {
    const { response } = await ask('how can I save money', 'C-2');
    expect(response).toContain('Money seems to be tight');
    expect(response).not.toContain('would save');
  });
});

describe('regular payments', () => {
  test('what is due, with its day, and what is late', async () => {
    const said = await ask('which bills are due?');
    expect(said.response).toMatch(/15 August 2026: Netflix, ₹649\.00/);
    expect(said.response).toMatch(/Spotify: about ₹119\.00 was expected on 3 August 2026 and I have not seen it/);
    expect(behind(said, money(649_00))).toEqual(['n6', 'n7']);
    expect((await ask('is a bill due tomorrow?')).response).toContain('no regular payment up to 13 August 2026');
  });

  test.each([
    ['did anything go up in price', [money(499_00), money(649_00), money(150_00), '15 July 2026']],
    ['did any subscription end', ['Old Club', '10 May 2026']],
    ['did I miss a bill', ['Spotify', '3 August 2026']],
    ['is a free trial ending', ['I see no trial']],
    ['how much do my subscriptions cost me a month', [`about ${money(768_00)} in an average month`]],
    ['when does my salary come', ['expected on 31 August 2026', `about ${money(60_000_00)}`, 'Metro Builders']],
    ['did I pay anything twice', ['duplicates', money(750_00), 'Cafe']],
  ])('%s', async (question, parts) => {
    const { response } = await ask(question);
    for (const part of parts) expect(response).toContain(part);
  });
});

describe('what lies ahead', () => {
  test('how much is safe to spend is what the forecast says', async () => {
    const { safeToSpend, lowest } = (await gateway.call('C-1', '/me/forecast')).body;
    const said = await ask('how much can I safely spend');
    expect(said.response).toContain(`Up to ${money(safeToSpend)} can be spent now`);
    expect(said.response).toContain(`about ${money(lowest.expected)} would be there on 16 August 2026`);
    expect(said.claims.every(({ evidence }) => evidence.length > 0)).toBe(true);
  });

  test('what if: the same forecast with it taken off', async () => {
    const { lowest } = (await gateway.call('C-1', '/me/forecast?spend=3500000&on=2026-08-15')).body;
    const said = await ask('what if I spend 35,000 on the 15th');
    expect(said.response).toContain(`After it, about ${money(3_000_00)} would be there on 15 August 2026`);
    expect(said.response).toContain(
      `about ${money(lowest.expected)} would be there on 16 August 2026, the lowest day before money comes in`,
    );
    expect(said.response).toContain('may run short');
  });

  test('where no income is known and money runs out, that is said in plain words', async () => {
    const said = await ask('will I run out of money before payday', 'C-3');
    expect(said.response).toContain('I know of no income to come');
    expect(said.response).toContain(`run short: with your usual payments about ${money(500_00)} would be missing on 14 August 2026`);
    expect((await ask('how much can I safely spend', 'C-3')).response).toContain('I see nothing that can be spent safely');
  });

  test('further than the forecast reaches, and without one, nothing is said', async () => {
    expect((await ask('what if I spend 100 on 1 march')).response).toContain('my forecast ends on 31 August 2026');
    expect((await ask('will I run out of money before payday', 'C-2')).response).toContain('no forecast for you yet');
  });

  test('whether money lasts', async () => {
    const { response } = await ask('will I run out of money before payday');
    expect(response).toContain('next income is expected on 31 August 2026');
    expect(response).toContain(
      `With your usual payments about ${money(37_000_00)} would be there on 16 August 2026, the lowest day until then`,
    );
  });
});

test('a month that is not over is held against the same days of the one before', async () => {
  const said = await ask('compare this month with last');
  expect(said.response).toContain(`Up to the same day it was ${money(8_719_00)} (1 July 2026 to 12 July 2026)`);
  expect(behind(said, money(8_719_00))).toEqual(['f7', 'g7', 'h7']);
});
