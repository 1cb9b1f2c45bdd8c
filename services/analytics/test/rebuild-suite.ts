import { bankCustomers } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
import { insightsChurn, insightsSpending, insightsTransactions } from '@munshi/events/insights';
import { customerPreferences, preferences } from '@munshi/events/preferences';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Place, type RunningAnalytics, runAnalytics } from './service.ts';
import { customerEvent, simulatedBank, transactionEvent } from './simulated-bank.ts';

const bank = simulatedBank({ customers: 8, from: '2026-01-01', until: '2026-07-01', seed: 11 });
const customerIds = bank.customers.map(({ key }) => key);
const [someone = '', other = '', leaving = ''] = customerIds;
const LIVE_FROM = '2026-06-10';
const isLive = ({ data }: (typeof bank.transactions)[number]) => data.date >= LIVE_FROM;

const goal = {
  goalId: 'g',
  name: 'Goa',
  currency: 'INR',
  target: 1_000_000_00,
  by: '2027-06-30',
  accountId: bank.customers[0]?.data.accounts?.[0]?.accountId ?? null,
  setOn: '2026-06-20',
};

function feedbackEvent(data: Pick<Feedback, 'customerId' | 'target' | 'value'> & Partial<Feedback>): MunshiEvent<Feedback> {
  const at = '2026-07-01T05:00:00Z';
  const envelope = { topic: 'customer.feedback', id: data.target.id, subject: data.target.id, sequence: 1, time: at } as const;
  return {
    ...envelope,
    key: data.customerId,
    intake: 'live',
    source: '/munshi/chat-gateway',
    data: { key: null, detail: null, ...data, at },
  };
}

/** History, live events in pieces, late profiles, feedback and an erasure; then everything anew. */
export function rebuildSuite(where: string, place: Place = {}): void {
  describe(`a rebuild on ${where}`, () => {
    let running: RunningAnalytics;
    beforeAll(async () => {
      running = await runAnalytics({ now: '2026-07-01T06:00:00Z', place });
      await running.publish(bankCustomers, bank.customers.slice(0, 5));
      await running.publish(
        bankTransactions,
        bank.transactions.filter((event) => !isLive(event)),
      );
      await running.settled();
      await compared();
      const live = bank.transactions.filter(isLive).map((event) => ({ ...event, intake: 'live' as const }));
      for (let start = 0; start < live.length; start += 40) {
        await running.publish(bankTransactions, live.slice(start, start + 40));
        if (start % 120 === 0) await running.settled();
      }
      await running.publish(bankCustomers, bank.customers.slice(5));
      const disowned = live.findLast(({ data }) => data.customerId === other && data.amount.minor < 0)?.data.transactionId ?? '';
      const said = bank.transactions.find(({ data }) => data.customerId === other && data.merchant?.id)?.data.transactionId ?? '';
      await running.publish(customerFeedback, [
        feedbackEvent({ customerId: someone, target: { topic: 'notifications', id: 'n' }, value: 'normal', key: 'amount:x' }),
        feedbackEvent({ customerId: other, target: { topic: 'bank.transactions', id: disowned }, value: 'notMe', key: null }),
        feedbackEvent({
          customerId: other,
          target: { topic: 'bank.transactions', id: `bank/${said}` },
          value: 'category',
          detail: 'gifts',
        }),
      ]);
      await running.publish(customerPreferences, [
        {
          ...feedbackEvent({ customerId: someone, target: { topic: '', id: someone }, value: 'read' }),
          topic: customerPreferences.name,
          data: preferences.parse({ customerId: someone, budgets: [], goals: [goal] }),
        },
      ]);
      await running.settled();
      const night = { customerId: other, date: '2026-07-01', time: '2026-06-30T21:40:00Z', status: 'posted', source: 'bank' } as const;
      const strange = { ...night, transactionId: 'far-out', amount: { minor: -40_000_000, currency: 'INR' } };
      await running.publish(bankTransactions, [transactionEvent(strange, { intake: 'live' })]);
      await running.publish(bankCustomers, [customerEvent({ customerId: leaving, status: 'erased' }, 9)]);
      await running.settled();
      await compared();
    });
    afterAll(() => running.close());

    /** The models are fitted on the ledger's newest day, and what follows is said. */
    async function compared(): Promise<void> {
      await eventually('customers are compared', async () => {
        const { detail } = await running.service.readiness();
        const { rows } = await sql<{ newest: string }>`select max(newest_date) as newest from analytics.customers`.execute(
          running.database.sql,
        );
        return detail.comparedUpTo === rows[0]?.newest;
      });
      await running.settled();
    }

    async function tables(): Promise<Record<string, unknown[]>> {
      const read = async (table: string) => {
        const { rows } = await sql<{ row: unknown }>`
          select to_jsonb(t) as row from ${sql.id('analytics', table)} t order by 1`.execute(running.database.sql);
        return rows.map(({ row }) => row);
      };
      return { transactions: await read('transactions'), customers: await read('customers'), money: await read('money') };
    }

    async function rebuild() {
      const request = { url: '/v1/rebuilds/analytics', headers: { authorization: `Bearer ${'o'.repeat(32)}` } };
      const { jobId } = (await running.http.inject({ ...request, method: 'POST' })).json();
      return eventually('the rebuild ends', async () => {
        const { items } = (await running.http.inject(request)).json() as { items: { jobId: string; state: string }[] };
        return items.find((job) => job.jobId === jobId && job.state !== 'running');
      });
    }

    const spoken = () => [insightsTransactions, insightsSpending, insightsChurn].map((topic) => running.heard(topic as never).length);

    it('gives every column as it was, however broken the tables were, and says nothing', async () => {
      const before = await tables();
      expect(before.customers).toHaveLength(7);
      expect(before.money).toContainEqual({ customer_id: someone, money: expect.objectContaining({ goals: [goal] }) });
      await eventually('the goal stands', () => Number.isInteger(running.newest(insightsSpending, someone)?.goals?.[0]?.saved));
      const said = spoken();
      const { sql: db } = running.database;
      await sql`update analytics.transactions set minor = 1, hint = 'x', own_category = 'y' where customer_id = ${someone}`.execute(db);
      await sql`update analytics.customers set state = state || '{"months": {}, "habits": null}', newest_date = null`.execute(db);
      await sql`update analytics.money set money = jsonb_set(money, '{corrections}', '{"transactions": {}, "merchants": {}}')`.execute(db);
      await sql`update analytics.money set money = money || '{"goals": []}' where customer_id = ${someone}`.execute(db);
      for (let time = 1; time <= 2; time += 1) {
        expect(await rebuild()).toMatchObject({ state: 'done', error: null });
        const after = await tables();
        expect(after.transactions).toEqual(before.transactions);
        expect(after.customers).toEqual(before.customers);
        expect(after.money).toEqual(before.money);
      }
      await running.settled();
      expect(spoken()).toEqual(said);
    });

    it('says what a new rule makes of the past where it differs, at the next sequence, as history', async () => {
      const { sql: db } = running.database;
      const { rows } = await sql<{ id: string; category: string }>`
        update analytics.transactions set category = 'as before' where (customer_id, transaction_id) in (
          select customer_id, transaction_id from analytics.transactions where customer_id = ${other} and category = 'groceries' limit 3)
        returning transaction_id as id`.execute(db);
      expect(rows).toHaveLength(3);
      // Said by rules of version 0: the spending of one customer was another, that of the second the same.
      await sql`update analytics.customers set state = jsonb_set(state, '{said,spending,1}', '"0.another"') where customer_id = ${other}`.execute(
        db,
      );
      await sql`
        update analytics.customers set state = jsonb_set(state, '{said,spending,1}', to_jsonb('0.' || (state #>> '{said,spending,1}')))
        where customer_id = ${someone}`.execute(db);
      const sequence = (customerId: string) => running.heard(insightsSpending).filter(({ key }) => key === customerId).length;
      const [others, someones] = [sequence(other), sequence(someone)];
      const last = running
        .heard(insightsSpending)
        .filter(({ key }) => key === other)
        .at(-1);
      const before = running.heard(insightsTransactions);
      expect(await rebuild()).toMatchObject({ state: 'done', error: null });
      await running.settled();
      const entries = running.heard(insightsTransactions).slice(before.length);
      expect(entries.map(({ data }) => data.transactionId).toSorted()).toEqual(rows.map(({ id }) => id).toSorted());
      for (const { data, subject, sequence: now, intake } of entries) {
        const earlier = before.filter((event) => event.subject === subject).map((event) => event.sequence);
        expect([data.category, intake, now]).toEqual(['groceries', 'history', Math.max(...earlier) + 1]);
      }
      expect([sequence(other), sequence(someone)]).toEqual([others + 1, someones]);
      const said = running
        .heard(insightsSpending)
        .filter(({ key }) => key === other)
        .at(-1);
      expect(said).toMatchObject({ sequence: (last?.sequence ?? 0) + 1, intake: 'history', data: last?.data });
      const { rows: left } = await sql`select from analytics.unsaid`.execute(db);
      expect(left).toEqual([]);
    });
  });
}
