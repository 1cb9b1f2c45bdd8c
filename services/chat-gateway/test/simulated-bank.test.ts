import { parsePeriod } from '@munshi/events/calendar-date';
import { createWriter } from '@munshi/facts/write';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningGateway, runGateway } from './running-gateway.ts';
import { simulatedBank } from './simulated-bank.ts';

/** The gateway's answers against a bank that knows what is really so. The gateway's today is 12 August 2026. */
const bank = simulatedBank({ customers: 8, seed: 11, from: '2026-01-01', until: '2026-08-12' });
const writer = createWriter('en-IN');
const customers = bank.customers.map(({ customerId }) => customerId);
let gateway: RunningGateway;

beforeAll(async () => {
  gateway = await runGateway();
  await bank.load(gateway);
});
afterAll(() => gateway.close());

const ask = async (customerId: string, message: string) =>
  (await gateway.call(customerId, '/chat', { method: 'POST', body: { message } })).body;
const monthOf = (customerId: string, month: string) =>
  bank.truth.find((one) => one.record === 'month' && one.customerId === customerId && one.month === month) as
    | { spent: number; received: number; categories: Record<string, number> }
    | undefined;
const inr = (minor: number) => ({ minor, currency: 'INR' });

async function expectFigure(customerId: string, question: string, { fact, minor }: { fact: string; minor: number }): Promise<void> {
  const answer = await ask(customerId, question);
  const claim = answer.claims.find((one: { fact: string }) => one.fact === fact);
  expect({ customerId, question, value: claim?.value, shown: answer.response.includes(writer.money(inr(minor))) }).toEqual({
    customerId,
    question,
    value: inr(minor),
    shown: true,
  });
  for (const { kind, id } of claim.evidence) {
    if (kind === 'transaction') expect((await gateway.call(customerId, `/me/transactions/${encodeURIComponent(id)}`)).status).toBe(200);
  }
}

test.each(customers)('%s: spending of every month, and of groceries in it', async (customerId) => {
  for (const [month, name] of [
    ['2026-05', 'May'],
    ['2026-06', 'June 2026'],
    ['2026-07', 'July'],
  ] as const) {
    const truth = monthOf(customerId, month);
    await expectFigure(customerId, `How much did I spend in ${name}?`, { fact: 'spending.total', minor: truth?.spent ?? 0 });
    await expectFigure(customerId, `How much on groceries in ${name}?`, {
      fact: 'spending.total',
      minor: truth?.categories.groceries ?? 0,
    });
    await expectFigure(customerId, `What did I receive in ${name}?`, { fact: 'income.total', minor: truth?.received ?? 0 });
  }
  await expectFigure(customerId, 'How much did I spend last month?', {
    fact: 'spending.total',
    minor: monthOf(customerId, '2026-07')?.spent ?? 0,
  });
});

test.each(customers)('%s: the biggest expense of the year is one that counts', async (customerId) => {
  const labels = new Map(bank.truth.flatMap((one) => (one.record === 'transaction' ? [[one.transactionId, one] as const] : [])));
  const newest = new Map(
    bank.transactions.filter(({ data }) => data.customerId === customerId).map(({ data }) => [data.transactionId, data]),
  );
  const undone = new Set<string>();
  for (const { transactionId, amount, accountId, date } of newest.values()) {
    const purchase = newest.get(labels.get(transactionId)?.refundMatch ?? '');
    const days = purchase ? (Date.parse(date) - Date.parse(purchase.date)) / 86_400_000 : 99;
    if (purchase && purchase.accountId === accountId && purchase.amount.minor === -amount.minor && days <= 3)
      undone.add(purchase.transactionId);
  }
  const year = parsePeriod('2026');
  const spent = [...newest.values()].filter(
    ({ transactionId, amount, status, date }) =>
      amount.minor < 0 &&
      status === 'posted' &&
      date >= (year?.from ?? '') &&
      !undone.has(transactionId) &&
      !labels.get(transactionId)?.transferMatch,
  );
  await expectFigure(customerId, 'What was my biggest expense this year?', {
    fact: 'spending.biggest',
    minor: Math.max(...spent.map(({ amount }) => -amount.minor)),
  });
});

test.each(customers)('%s: the balance is what the accounts hold', async (customerId) => {
  const me = (await gateway.call(customerId, '/me')).body;
  const own = me.accounts
    .filter(({ kind }: { kind: string }) => kind === 'current' || kind === 'savings')
    .map(({ accountId }: { accountId: string }) => accountId);
  const truth = own.map((accountId: string) => bank.truth.findLast((one) => one.record === 'balance' && one.accountId === accountId)) as {
    minor: number;
  }[];
  const minor = truth.reduce((sum, balance) => sum + balance.minor, 0);
  expect(me.balance).toEqual([inr(minor)]);
  await expectFigure(customerId, 'What is my balance?', { fact: 'balance.total', minor });
});

test.each(customers)('%s: the balance at the end of an earlier month is what the accounts held then', async (customerId) => {
  const me = (await gateway.call(customerId, '/me')).body;
  const own = me.accounts.filter(({ kind }: { kind: string }) => kind === 'current' || kind === 'savings');
  const then = own.map(({ accountId }: { accountId: string }) =>
    bank.truth.find((one) => one.record === 'balance' && one.accountId === accountId && one.date === '2026-05-31'),
  ) as { minor: number }[];
  const minor = then.reduce((sum, balance) => sum + balance.minor, 0);
  await expectFigure(customerId, 'What was my balance on 31 May 2026?', { fact: 'balance.total', minor });
});

test('an answer to one customer stands on nothing of another’s', async () => {
  const own = new Map(
    customers.map((customerId) => [
      customerId,
      new Set(bank.transactions.filter(({ key }) => key === customerId).map(({ data }) => data.transactionId)),
    ]),
  );
  for (const customerId of customers) {
    for (const question of [
      'What is my balance?',
      'Show my last 20 transactions',
      'Where did my money go this year?',
      'Which shops do I spend most at?',
      'What are my subscriptions?',
      'How much did I spend ever?',
    ]) {
      const { claims } = await ask(customerId, question);
      const ids: string[] = claims.flatMap(({ evidence }: { evidence: { kind: string; id: string }[] }) =>
        evidence.flatMap(({ kind, id }) => (kind === 'transaction' ? [id] : [])),
      );
      expect(ids.filter((id) => !own.get(customerId)?.has(id))).toEqual([]);
      expect(ids.length).toBeGreaterThan(0);
    }
  }
});
