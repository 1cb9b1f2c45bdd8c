import { bankCustomers } from '@munshi/events/customer';
import { insightsTransactions } from '@munshi/events/insights';
import { bankTransactions } from '@munshi/events/transaction';
import { createWriter } from '@munshi/facts/write';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inr, insightOf, type Told, transactionOf } from './ledger-events.ts';
import { type RunningGateway, runGateway } from './running-gateway.ts';

/** What customers ask about what they save for; today is 12 August 2026. Figures are held against the ledger told here. */
const writer = createWriter('en-IN');
const money = (minor: number): string => writer.money(inr(minor));
const put = (id: string, date: string, minor: number, balance: number, customerId = 'C-1'): Told => ({
  id,
  customerId,
  date,
  minor,
  category: 'transfer',
  more: { accountId: 'S', balanceAfter: inr(balance) },
});
/** 10,000 on the 5th of each month since January. */
const MONTHLY = ['01', '02', '03', '04', '05', '06', '07', '08'].map((month, at) =>
  put(`s${month}`, `2026-${month}-05`, 10_000_00, (at + 1) * 10_000_00),
);
const LEDGER: readonly Told[] = [
  { id: 'first', date: '2026-01-01', minor: -100_00, category: 'dining', merchant: 'Cafe', more: { accountId: 'A' } },
  ...MONTHLY,
  { id: 'new', customerId: 'C-2', date: '2026-08-03', minor: 500_00, category: 'transfer', more: { accountId: 'S' } },
];
const account = (accountId: string, kind: 'savings' | 'current' | 'card') => ({ accountId, kind, currency: 'INR' });
const trip = { name: 'Goa trip', currency: 'INR', target: 60_000_00, by: '2026-12-31', accountId: null };
const car = { name: 'Car <img src=x>', currency: 'INR', target: 500_000_00, by: '2027-06-30', accountId: 'S' };

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway({});
  const accounts = [account('A', 'current'), account('S', 'savings')];
  await gateway.publish(
    bankCustomers,
    ['C-1', 'C-2'].map((customerId) => ({ key: customerId, subject: customerId, data: { customerId, status: 'active', accounts } })),
  );
  await gateway.publish(bankCustomers, [
    { key: 'C-3', subject: 'C-3', data: { customerId: 'C-3', status: 'active', accounts: [account('A', 'current')] } },
  ]);
  await gateway.publish(bankTransactions, LEDGER.map(transactionOf));
  await gateway.publish(insightsTransactions, LEDGER.map(insightOf));
});
afterAll(() => gateway.close());

interface Said {
  readonly response: string;
  readonly claims: readonly { id: string; fact: string; text: string; evidence: { kind: string; id: string }[] }[];
}
const ask = async (message: string, customerId = 'C-1'): Promise<Said> =>
  (await gateway.call(customerId, '/chat', { method: 'POST', body: { message } })).body;
const behind = ({ claims }: Said, fact: string): string[] =>
  (claims.find((claim) => claim.fact === fact)?.evidence ?? []).flatMap(({ kind, id }) => (kind === 'transaction' ? [id] : [])).sort();
const wish = async (goals: readonly object[], customerId = 'C-1') => {
  const { status, body } = await gateway.call(customerId, '/me/preferences', { method: 'PUT', body: { goals } });
  expect([status, body.title]).toEqual([200, undefined]);
  return body.goals;
};
/** Sets goals on a day. */
const setOn = async (instant: string, goals: readonly object[], customerId = 'C-1') => {
  gateway.clock.set(instant);
  const set = await wish(goals, customerId);
  gateway.clock.set('2026-08-12T06:30:00.000Z');
  return set;
};

describe('a savings goal', () => {
  test('that there is not is said to be none, and where one is set', async () => {
    const { response } = await ask('am I on track for my goal');
    expect(response).toContain('You have set no savings goal yet.');
    expect(response).toContain('under Savings goals');
  });

  test('stands at once as the ledger says, and every figure opens to its transactions', async () => {
    await setOn('2026-07-01T06:30:00.000Z', [trip]);
    const said = await ask('am I on track for my goal');
    expect(said.response).toContain(`Your goal for Goa trip is to save ${money(60_000_00)} by 31 December 2026.`);
    expect(said.response).toContain(`You have saved ${money(20_000_00)} since you set it.`);
    expect(said.response).toContain(
      `You are on track: ${money(10_000_00)} a month is needed from now on, and ${money(10_000_00)} a month came in on average from 1 February 2026 to 31 July 2026.`,
    );
    expect(said.response).toContain(`${money(60_000_00)} was there before you set it`);
    expect(behind(said, 'goal.saved')).toEqual(['s07', 's08']);
    expect(behind(said, 'goal.pace')).toEqual(['s02', 's03', 's04', 's05', 's06', 's07']);
    expect(said.claims.every(({ evidence }) => evidence.length > 0)).toBe(true);
    const claim = said.claims.find(({ fact }) => fact === 'goal.saved');
    const opened = (await gateway.call('C-1', `/me/claims/${claim?.id}`)).body;
    const sum = opened.transactions.reduce((total: number, { amount }: { amount: { minor: number } }) => total + amount.minor, 0);
    expect([opened.recomputed, opened.changed, sum]).toEqual([true, false, 20_000_00]);
  });

  test('is the same on /me/spending', async () => {
    const { goals } = (await gateway.call('C-1', '/me/spending')).body;
    expect(goals).toMatchObject([
      { name: 'Goa trip', saved: 20_000_00, start: 60_000_00, needed: 10_000_00, pace: 10_000_00, state: 'on-track', isShared: false },
    ]);
  });

  test('is asked for by its name; goals on the same account are filled one after the other', async () => {
    const [first] = (await gateway.call('C-1', '/me/preferences')).body.goals;
    await wish([first, car]);
    const said = await ask('am I on track for the car');
    expect(said.response).not.toContain('Goa trip');
    expect(said.response).toContain('You are not on track');
    expect(said.response).toContain(`of which your earlier goals on the same account need ${money(10_000_00)}`);
    expect(said.response).toContain('filled in the order in which you set them');
    const both = (await ask('how are my savings goals?')).response;
    expect(both).toMatch(/Goa trip.*on track\.\n• “Car <img src=x>”.*not on track\./s);
  });

  test('that is set in the past, is reached, passed or lost says so', async () => {
    await setOn('2026-07-01T06:30:00.000Z', [{ ...trip, target: 20_000_00 }]);
    expect((await ask('am I on track for my goal')).response).toContain('It is reached.');
    await setOn('2026-07-01T06:30:00.000Z', [{ ...trip, by: '2026-08-01' }]);
    expect((await ask('am I on track for my goal')).response).toContain(`Its date has passed, with ${money(40_000_00)} missing.`);
    await gateway.publish(bankTransactions, [transactionOf(put('out', '2026-08-11', -30_000_00, 50_000_00))]);
    await setOn('2026-07-02T06:30:00.000Z', [trip]);
    const said = await ask('am I on track for my goal');
    expect(said.response).toContain(`There is ${money(10_000_00)} less than when you set it.`);
    expect(behind(said, 'goal.lost')).toEqual(['out', 's07', 's08']);
  });

  test('of which too little is known says what is missing, and no figure', async () => {
    await wish([trip], 'C-2');
    expect((await ask('am I on track for my goal', 'C-2')).response).toContain('too few complete months to compare with');
    await wish([trip], 'C-3');
    const { response } = await ask('am I on track for my goal', 'C-3');
    expect(response).toContain('the bank shows me no account of yours that it could be saved in');
    expect(response).not.toContain('saved ₹');
  });

  test('of somebody else is nobody’s', async () => {
    expect((await ask('am I on track for my goal', 'C-4')).response).toContain('You have set no savings goal yet');
    expect((await gateway.call('C-4', '/me/spending')).body.goals).toEqual([]);
  });
});
