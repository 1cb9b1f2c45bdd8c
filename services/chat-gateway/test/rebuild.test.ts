import { bankCustomers } from '@munshi/events/customer';
import { customerFeedback } from '@munshi/events/feedback';
import { insightsSpending, insightsTransactions } from '@munshi/events/insights';
import { knowledgeIndexed } from '@munshi/events/knowledge';
import { type Notification, notifications } from '@munshi/events/notification';
import { customerPreferences } from '@munshi/events/preferences';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { insightOf, type Told, transactionOf } from './ledger-events.ts';
import { NOW, OPERATOR_TOKEN, type RunningGateway, runGateway } from './running-gateway.ts';

const READ_MODEL = ['transactions', 'enrichments', 'states', 'anomalies', 'notifications', 'documents'];
const RECORDS = ['feedback', 'conversations', 'messages', 'frames', 'claims'];
let gateway: RunningGateway;
let emitted = 0;

beforeAll(async () => {
  gateway = await runGateway();
  const topics = [customerFeedback, customerPreferences] as unknown as TopicDefinition[];
  const onRecord = () => {
    emitted += 1;
  };
  await gateway.bus.subscribeEvery({ topics, onRecord, onCrash: () => undefined });
});
afterAll(() => gateway.close());

const ledger = (customerId: string): Told[] =>
  Array.from({ length: 40 }, (_, index) => ({
    id: `${customerId}-${index}`,
    customerId,
    date: `2026-07-${String((index % 28) + 1).padStart(2, '0')}`,
    minor: -(index + 1) * 1000,
    category: 'groceries',
    merchant: 'Big Bazaar',
  }));

const notice = (customerId: string, n: number): Notification => ({
  notificationId: `${customerId}-n${n}`,
  customerId,
  kind: 'anomaly.amount',
  severity: 'warning',
  title: 't',
  body: 'b',
  claims: [],
  key: `k${n}`,
  bucket: 'b',
  occurredAt: NOW,
  createdAt: NOW,
  expiresAt: NOW,
  insight: { topic: 'insights.anomalies', id: 'a' },
  transactionIds: [],
});

async function dump(tables: readonly string[]): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const { rows } = await sql<{ row: unknown }>`
      select to_jsonb(t) as row from ${sql.id('gateway', table)} t order by 1`.execute(gateway.database.sql);
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

async function rebuild() {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const { body } = await gateway.call(null, '/v1/rebuilds/chat-gateway', { method: 'POST', headers });
  return eventually('the rebuild ends', async () => {
    const { body: list } = await gateway.call(null, '/v1/rebuilds/chat-gateway', { headers });
    return list.items.find((job: { jobId: string; state: string }) => job.jobId === body.jobId && job.state !== 'running');
  });
}

async function fill(): Promise<void> {
  const customers = ['C-1', 'C-2', 'C-3'];
  const all = customers.flatMap(ledger);
  await gateway.publish(
    bankTransactions,
    all.map((told, index) => {
      const event = transactionOf(told);
      return index % 5 === 0 ? { ...event, data: { ...event.data, status: 'pending' as const } } : event;
    }),
  );
  await gateway.publish(insightsTransactions, all.map(insightOf));
  await gateway.publish(
    bankTransactions,
    all.filter((_, index) => index % 10 === 0).map((told) => ({ ...transactionOf(told), sequence: 2 })),
  );
  for (const customerId of customers) {
    await gateway.publish(bankCustomers, [{ key: customerId, subject: customerId, data: { customerId, status: 'active', name: 'A' } }]);
    await gateway.publish(
      notifications,
      [1, 2, 3].map((n) => ({ key: customerId, subject: `${customerId}-n${n}`, data: notice(customerId, n) })),
    );
  }
  const spending = { customerId: 'C-1', asOf: '2026-07-31', months: [], usual: [] };
  await gateway.publish(insightsSpending, [{ key: 'C-1', subject: 'C-1', data: spending }]);
  const document = { documentId: 'd', title: 'Fees', chunks: 1, contentHash: 'h', model: 'm', removed: false };
  await gateway.publish(knowledgeIndexed, [{ key: 'd', subject: 'd', data: document }]);
  await gateway.call('C-1', '/me/notifications/C-1-n2/dismiss', { method: 'POST' });
  await gateway.call('C-1', '/me/notifications/C-1-n3/normal', { method: 'POST' });
  await gateway.call('C-2', '/me/preferences', { method: 'PUT', body: { mutedKinds: ['offer'] } });
  await gateway.call('C-1', '/chat', { method: 'POST', body: { message: 'What is my balance?' } });
  await gateway.publish(bankCustomers, [{ key: 'C-3', subject: 'C-3', sequence: 2, data: { customerId: 'C-3', status: 'erased' } }]);
}

test('every column of the read model is the same again, records stay, and pages go on where they were', async () => {
  await fill();
  const before = await dump(READ_MODEL);
  const records = await dump(RECORDS);
  expect(Object.values(before).map((rows) => rows.length)).toEqual([80, 80, 4, 0, 6, 1]);
  expect(records.conversations).toHaveLength(1);
  const page = (await gateway.call('C-1', '/me/transactions?limit=10')).body;
  const said = emitted;
  const db = gateway.database.sql;
  await sql`update gateway.transactions set minor = 1, merchant_name = null`.execute(db);
  await sql`delete from gateway.enrichments where customer_id = 'C-1'`.execute(db);
  await sql`delete from gateway.states where topic = 'bank.customers'`.execute(db);
  for (let time = 1; time <= 2; time += 1) {
    expect(await rebuild()).toMatchObject({ state: 'done', error: null });
    expect(await dump(READ_MODEL)).toEqual(before);
    expect(await dump(RECORDS)).toEqual(records);
  }
  expect(emitted).toBe(said);
  const rest = (await gateway.call('C-1', `/me/transactions?limit=200&cursor=${page.nextCursor}`)).body;
  expect([...page.items, ...rest.items]).toHaveLength(40);
  await gateway.publish(notifications, [{ key: 'C-1', subject: 'C-1-n4', data: notice('C-1', 4) }]);
  expect((await gateway.call('C-1', '/me/notifications')).body.items[0].notificationId).toBe('C-1-n4');
});

test('needs the operator token, and is in the OpenAPI document', async () => {
  expect((await gateway.call('C-1', '/v1/rebuilds/chat-gateway', { method: 'POST' })).status).toBe(401);
  expect((await gateway.call(null, '/docs')).body.paths['/v1/rebuilds/chat-gateway']).toHaveProperty('post');
});
