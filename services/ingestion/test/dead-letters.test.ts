import { deadLettersOf } from '@munshi/events/dead-letter';
import { encodeEvent, sourceOf } from '@munshi/events/event';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ingestion, OPERATOR_TOKEN, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

let ports: OpenPorts;
let ingestion: Ingestion;

beforeAll(async () => {
  ports = await openPorts();
  ingestion = await startIngestion(ports);
  await ports.bus.ensureTopics([deadLettersOf('analytics')]);
  await ports.bus.publish([letter]);
});
afterAll(async () => {
  await ingestion.service.stop();
  await ports.close();
});

const data: Transaction = {
  transactionId: 't-1',
  customerId: 'asha',
  accountId: 'a-1',
  amount: { minor: -12_345, currency: 'INR' },
  date: '2026-01-02',
} as Transaction;
const original = encodeEvent(bankTransactions, {
  topic: bankTransactions.name,
  id: 'event-1',
  key: 'asha',
  subject: 't-1',
  sequence: 1,
  time: '2026-01-02T00:00:00.000Z',
  intake: 'live',
  source: sourceOf('ingestion'),
  data,
});
const dead = { munshi_dead_topic: bankTransactions.name, munshi_dead_failure: 'failed', munshi_dead_last_at: '2026-01-02T00:00:00.000Z' };
const letter = { ...original, topic: deadLettersOf('analytics').name, headers: { ...original.headers, ...dead } };

const get = async (url: string, token = OPERATOR_TOKEN) => {
  const answer = await ingestion.http.inject({ method: 'GET', url, headers: { authorization: `Bearer ${token}` } });
  return { status: answer.statusCode, body: answer.json() };
};

test('a list masks what the values hold, a letter opened shows it, and both need the operator', async () => {
  const { status, body } = await get('/v1/dead-letters?topic=bank.transactions&class=failed&customer=asha&since=2026-01-01');
  expect(status).toBe(200);
  expect(body).toMatchObject({ total: 1, nextCursor: null, items: [{ service: 'analytics', key: 'asha', eventId: 'event-1' }] });
  expect(JSON.stringify(body)).not.toContain('12345');
  const [{ id }] = body.items;
  expect(JSON.parse((await get(`/v1/dead-letters/${id}`)).body.value.text)).toMatchObject(data);
  expect((await get('/v1/dead-letters?since=2026-01-03')).body.items).toEqual([]);
  expect((await get('/v1/dead-letters/analytics:0:99')).status).toBe(404);
  expect(await get('/v1/dead-letters?class=nonsense&since=yesterday')).toMatchObject({ status: 400, body: { code: 'FIELD_INVALID' } });
  expect((await get('/v1/dead-letters', 'wrong')).status).toBe(401);
});

test('a replay puts the record back under its own id, byte for byte', async () => {
  const topics = await readTopics(ports.bus, 'replay');
  expect((await ingestion.post('/v1/dead-letters/replay', { customer: 'asha', dryRun: true })).body).toMatchObject({ replayed: 1 });
  await topics.settled();
  expect(topics.transactions).toEqual([]);
  expect((await ingestion.post('/v1/dead-letters/replay', { customer: 'asha' })).body).toEqual({ replayed: 1, skipped: [], next: null });
  await topics.settled();
  expect(topics.transactions).toMatchObject([{ id: 'event-1', key: 'asha', data }]);
  await topics.stop();
});
