import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bus } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { DatabaseServer } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { bankCustomers, type Customer } from '@munshi/events/customer';
import { decodeEvent, encodeEvent, type Intake, type MunshiEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
import {
  type AnomalyInsight,
  insightsAnomalies,
  insightsMoments,
  insightsRecommendations,
  type MomentInsight,
  type RecommendationsInsight,
} from '@munshi/events/insights';
import { type Decision, type Notification, notifications, notificationsDecisions } from '@munshi/events/notification';
import { customerPreferences, type Preferences } from '@munshi/events/preferences';
import type { TopicDefinition } from '@munshi/events/topic';
import { createHttpServer, type HttpServer } from '@munshi/service-kit/http';
import { silentLogger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import type { Service } from '@munshi/service-kit/service';
import { loadSettings } from '@munshi/service-kit/settings';
import { eventually } from '@munshi/testing/eventually';
import { fixedClock } from '@munshi/testing/fixed-clock';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { notificationSettings } from '../src/config.ts';
import { createNotificationService } from '../src/service.ts';

const logger = silentLogger;
const clock = fixedClock('2026-11-25T10:00:00Z');
const dataDir = mkdtempSync(join(tmpdir(), 'munshi-notification-'));
const heard = { notifications: [] as Notification[], decisions: [] as Decision[] };
let server: DatabaseServer;
let bus: Bus;
let service: Service;
let http: HttpServer;

beforeAll(async () => {
  server = await openDatabase({ DATA_DIR: dataDir }, { logger });
  bus = await openBus(loadSettings(busSettings, {}), { clientId: 'test', database: server, logger });
  const metrics = createMetrics();
  const config = loadSettings(notificationSettings, { OPERATOR_TOKEN: 'o'.repeat(32) });
  const database = server.connect({ name: 'notification', connections: 1 });
  const onCrash = (error: unknown) => {
    throw error;
  };
  http = createHttpServer({ logger, metrics });
  service = createNotificationService({ bus, database, http, logger, clock, metrics, onCrash }, config);
  await service.start();
  await bus.subscribeEvery({
    topics: [notifications, notificationsDecisions] as readonly TopicDefinition[],
    onCrash,
    onRecord(record) {
      if (record.topic === notifications.name) heard.notifications.push(decodeEvent(notifications, record).data);
      else heard.decisions.push(decodeEvent(notificationsDecisions, record).data);
    },
  });
});

afterAll(async () => {
  await service.stop();
  await bus.close();
  await server.close();
  rmSync(dataDir, { recursive: true });
});

interface Said<Data> {
  readonly data: Data;
  readonly customerId: string;
  readonly subject?: string;
  readonly sequence?: number;
  readonly intake?: Intake;
}

async function say<Data>(topic: TopicDefinition<Data>, { data, customerId, subject, sequence = 1, intake = 'live' }: Said<Data>) {
  const event: MunshiEvent<Data> = {
    topic: topic.name,
    id: contentHash([topic.name, data, sequence]),
    key: customerId,
    subject: subject ?? customerId,
    sequence,
    time: clock.now().toISOString(),
    intake,
    source: `/munshi/${topic.producer}`,
    data,
  };
  await bus.publish([{ topic: topic.name, ...encodeEvent(topic, event) }]);
}

let count = 0;
function anomaly(customerId: string, change: Partial<AnomalyInsight> = {}): AnomalyInsight {
  count += 1;
  return {
    anomalyId: `A${count}`,
    customerId,
    transactionIds: [`T${count}`],
    kind: 'amount',
    score: 0.9,
    reasons: [{ code: 'amount', share: 1, text: '99 × your usual' }],
    normal: { low: 120000, high: 240000, currency: 'INR' },
    key: 'amount:fuel',
    amount: { minor: -2799900, currency: 'INR' },
    merchantName: 'Indian Oil',
    date: '2026-11-25',
    occurredAt: clock.now().toISOString(),
    ...change,
  };
}
async function happens(data: AnomalyInsight, intake: Intake = 'live') {
  await say(insightsAnomalies, { data, customerId: data.customerId, subject: data.anomalyId, intake });
  const decision = await eventually('a decision', () => heard.decisions.find(({ insight }) => insight.id === data.anomalyId));
  // the two topics are heard each at its own pace
  if (decision.outcome === 'sent') await eventually('what was sent', () => isHeard(decision));
  return decision;
}
const isHeard = ({ notificationId }: Decision) =>
  heard.notifications.some((notification) => notification.notificationId === notificationId);
const toldTo = (customerId: string) => heard.notifications.filter((notification) => notification.customerId === customerId);

test('a live anomaly is told, every figure a claim with its evidence', async () => {
  const data = anomaly('C1');
  const decision = await happens(data);
  const [told] = await eventually('a notification', () => (toldTo('C1').length > 0 ? toldTo('C1') : null));
  expect(decision).toMatchObject({ outcome: 'sent', notificationId: told?.notificationId });
  expect(told).toMatchObject({
    title: 'Unusual payment of ₹27,999.00 at Indian Oil',
    body: '₹27,999.00 at Indian Oil on 25 November 2026 is unlike your other payments. You usually pay between ₹1,200.00 and ₹2,400.00. Was this you?',
    severity: 'warning',
    expiresAt: '2026-11-27T10:00:00.000Z',
    transactionIds: data.transactionIds,
  });
  const amount = told?.claims.find((claim) => claim.text === '₹27,999.00');
  expect(amount?.evidence).toEqual([{ kind: 'transaction', id: data.transactionIds[0] }]);
  expect(told?.claims.map((claim) => claim.text)).toEqual(
    expect.arrayContaining(['₹1,200.00', '₹2,400.00', 'Indian Oil', '25 November 2026']),
  );
});

test('a live moment is told once a bucket; what another insight tells is not told twice', async () => {
  const salary = (momentId: string, bucket: string, kind = 'salary'): MomentInsight => ({
    momentId,
    customerId: 'C11',
    kind,
    facts: [
      { name: 'amount', value: { minor: 6_000_000, currency: 'INR' }, evidence: [{ kind: 'transaction', id: 'T1' }] },
      { name: 'date', value: { date: '2026-11-25' } },
    ],
    evidence: [{ kind: 'transaction', id: 'T1' }],
    key: `${kind}:acme:2026-11-25`,
    bucket,
    staleAfter: '2026-11-27T00:00:00Z',
  });
  const live = [salary('M1', 'b1'), salary('M2', 'b1'), salary('M3', 'b2'), salary('M4', 'b1', 'duplicate-charge')];
  for (const data of live) await say(insightsMoments, { data, customerId: 'C11', subject: data.momentId });
  await say(insightsMoments, { data: salary('M5', 'b9'), customerId: 'C11', subject: 'M5', intake: 'history' });
  const decided = await eventually('five decisions', () => {
    const own = heard.decisions.filter(({ customerId }) => customerId === 'C11');
    return own.length === 5 ? own : null;
  });
  expect(decided.map(({ insight, outcome, rule }) => `${insight.id} ${outcome} ${rule}`)).toEqual([
    'M1 sent told',
    'M2 withheld repeat',
    'M3 sent told',
    'M4 withheld told-otherwise',
    'M5 withheld history',
  ]);
  await eventually('what was sent', () => decided.filter(({ outcome }) => outcome === 'sent').every(isHeard));
  expect(toldTo('C11')[0]).toMatchObject({
    kind: 'moment.salary',
    title: 'Your salary is in',
    body: '₹60,000.00 came in on 25 November 2026.',
  });
});

test('the same insight again tells nothing again', async () => {
  const data = anomaly('C2');
  await happens(data);
  await say(insightsAnomalies, { data, customerId: 'C2', subject: data.anomalyId });
  await say(insightsAnomalies, { data, customerId: 'C2', subject: data.anomalyId, sequence: 2 });
  await eventually('a second decision', () =>
    heard.decisions.some(({ insight, rule }) => insight.id === data.anomalyId && rule === 'repeat'),
  );
  expect(toldTo('C2')).toHaveLength(1);
});

test('history is withheld, with the reason', async () => {
  expect(await happens(anomaly('C3'), 'history')).toMatchObject({ outcome: 'withheld', rule: 'history', notificationId: null });
  expect(toldTo('C3')).toEqual([]);
});

test('what happened three days ago is withheld', async () => {
  expect(await happens(anomaly('C4', { occurredAt: '2026-11-22T09:00:00.000Z' }))).toMatchObject({ outcome: 'withheld', rule: 'expired' });
});

test('"this is normal" silences its key for this customer alone', async () => {
  const feedback: Feedback = {
    customerId: 'C5',
    target: { topic: 'notifications', id: 'n' },
    value: 'normal',
    key: 'amount:fuel',
    detail: null,
    at: clock.now().toISOString(),
  };
  await say(customerFeedback, { data: feedback, customerId: 'C5', subject: 'f' });
  await eventually('silence', async () => (await happens(anomaly('C5'))).rule === 'normal');
  expect((await happens(anomaly('C5', { key: 'amount:dining' }))).outcome).toBe('sent');
  expect((await happens(anomaly('C6'))).outcome).toBe('sent');
});

test('an offer is told once a month; no offer tells nothing', async () => {
  const offer = {
    product: 'fd',
    title: 'Fixed Deposit',
    reason: 'r',
    evidence: [{ kind: 'transaction', id: 'T9' } as const],
    documentId: null,
  };
  const state = (asOf: string, offers: RecommendationsInsight['offers']): RecommendationsInsight => ({
    customerId: 'C7',
    asOf,
    offers,
    noOffer: offers.length === 0 ? 'nothing fits' : null,
  });
  await say(insightsRecommendations, { data: state('2026-11-23', []), customerId: 'C7', sequence: 1 });
  await say(insightsRecommendations, { data: state('2026-11-24', [offer]), customerId: 'C7', sequence: 2 });
  await say(insightsRecommendations, { data: state('2026-11-25', [offer]), customerId: 'C7', sequence: 3 });
  await eventually('both decided', () => heard.decisions.filter(({ customerId }) => customerId === 'C7').length === 2);
  await eventually('the one that was sent', () => toldTo('C7').length > 0);
  expect(toldTo('C7').map(({ title, severity }) => [title, severity])).toEqual([['Fixed Deposit may suit you', 'advice']]);
});

test('quiet hours hold a message and release it when they end', async () => {
  const preferences = { customerId: 'C8', quietHours: { from: '09:00', to: '11:00' }, timeZone: 'UTC' } as unknown as Preferences;
  await say(customerPreferences, { data: preferences, customerId: 'C8' });
  const held = await eventually('held', async () => {
    const decision = await happens(anomaly('C8'));
    return decision.outcome === 'held' ? decision : null;
  });
  const before = toldTo('C8').length;
  clock.set('2026-11-25T11:00:00Z');
  await eventually('released', () => toldTo('C8').length > before);
  const outcomes = () => heard.decisions.filter(({ decisionId }) => decisionId === held.decisionId).map(({ outcome }) => outcome);
  await eventually('the decision', () => outcomes().length > 1);
  expect(outcomes()).toEqual(['held', 'sent']);
});

test('an erased customer hears nothing and nothing of theirs is kept', async () => {
  const data: Customer = { customerId: 'C1', status: 'erased' };
  await say(bankCustomers, { data, customerId: 'C1', sequence: 9 });
  const database = server.connect({ name: 'look', connections: 1 });
  await eventually('erased', async () => {
    const { rows } = await database.sql
      .withSchema('notification')
      .selectFrom('told')
      .where('customer_id', '=', 'C1')
      .selectAll()
      .execute()
      .then((found) => ({ rows: found }));
    return rows.length === 0;
  });
  const before = toldTo('C1').length;
  await say(insightsAnomalies, { data: anomaly('C1', { anomalyId: 'late' }), customerId: 'C1', subject: 'late' });
  await happens(anomaly('C9'));
  expect(toldTo('C1')).toHaveLength(before);
  await database.close();
});

test('a rebuild restores what was told from its decisions, and decides nothing again', async () => {
  const database = server.connect({ name: 'look', connections: 1 });
  const tables = async () => {
    const { rows } = await sql<{ row: unknown }>`
      select to_jsonb(r) as row from notification.recipients r union all select to_jsonb(n) from notification.normal_keys n
      union all select to_jsonb(t) from notification.told t order by 1`.execute(database.sql);
    return rows.map(({ row }) => row);
  };
  const rebuild = async () => {
    const request = { url: '/v1/rebuilds/notification', headers: { authorization: `Bearer ${'o'.repeat(32)}` } };
    const { jobId } = (await http.inject({ ...request, method: 'POST' })).json();
    return eventually('the rebuild ends', async () => {
      const { items } = (await http.inject(request)).json() as { items: { jobId: string; state: string }[] };
      return items.find((job) => job.jobId === jobId && job.state !== 'running');
    });
  };
  const before = await tables();
  expect(before.length).toBeGreaterThan(5);
  const decided = heard.decisions.length;
  await sql`delete from notification.told`.execute(database.sql);
  await sql`update notification.recipients set preferences = null, preferences_sequence = 0`.execute(database.sql);
  expect(await rebuild()).toMatchObject({ state: 'done', error: null });
  expect(await tables()).toEqual(before);
  expect(await rebuild()).toMatchObject({ state: 'done', error: null });
  expect(await tables()).toEqual(before);
  await happens(anomaly('C10'));
  expect(heard.decisions).toHaveLength(decided + 1);
  expect((await http.inject({ url: '/v1/rebuilds/notification', method: 'POST' })).statusCode).toBe(401);
  await database.close();
});

test('it is ready, and says how far behind it is', async () => {
  expect(await service.readiness()).toMatchObject({ ready: true, detail: { waitingFor: null } });
});
