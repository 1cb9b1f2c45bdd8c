import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ingestion, type OpenPorts, openPorts, readTopics, startIngestion } from './running-ingestion.ts';

let ports: OpenPorts;
let ingestion: Ingestion;
let topics: Awaited<ReturnType<typeof readTopics>>;

beforeAll(async () => {
  ports = await openPorts();
  ingestion = await startIngestion(ports);
  topics = await readTopics(ports.bus, 'calls');
});
afterAll(async () => {
  await topics?.stop();
  await ingestion?.service.stop();
  await ports?.close();
});

const record = (transactionId: string, more: object = {}): object => ({
  transactionId,
  customerId: 'API',
  amount: { minor: -100, currency: 'INR' },
  date: '2026-01-02',
  ...more,
});

describe('posting records', () => {
  test('answers once they are on the bus, each judged by itself', async () => {
    const { status, body } = await ingestion.post('/v1/transactions', [
      record('t1'),
      record('t2', { amount: { minor: 1.5, currency: 'INR' } }),
      record('t3', { date: undefined, time: '2026-01-02T23:30:00+05:30' }),
      record('', {}),
      'text',
    ]);
    expect(status).toBe(200);
    expect(body).toMatchObject({ accepted: 2, repaired: 1, duplicates: 0 });
    expect(body.rejected).toEqual([
      expect.objectContaining({ index: 1, code: 'AMOUNT_INVALID' }),
      expect.objectContaining({ index: 3, code: 'TRANSACTION_ID_MISSING' }),
      expect.objectContaining({ index: 4, code: 'NOT_AN_OBJECT' }),
    ]);
    await topics.settled();
    expect(topics.transactions.map(({ data, intake }) => [data.transactionId, data.date, intake])).toEqual([
      ['t1', '2026-01-02', 'live'],
      ['t3', '2026-01-02', 'live'],
    ]);
  });

  test('with a key gives the same answer to the same records, and 409 to others', async () => {
    const headers = { 'idempotency-key': 'once' };
    const calls = await Promise.all([1, 2, 3].map(() => ingestion.post('/v1/transactions', [record('k1')], headers)));
    for (const call of calls) expect(call).toEqual({ status: 200, body: { accepted: 1, repaired: 0, duplicates: 0, rejected: [] } });
    const other = await ingestion.post('/v1/transactions', [record('k2')], headers);
    expect(other).toMatchObject({ status: 409, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
    await topics.settled();
    expect(topics.transactions.filter(({ subject }) => subject === 'bank/k1')).toHaveLength(1);
    expect(topics.transactions.filter(({ subject }) => subject === 'bank/k2')).toHaveLength(0);
  });

  test('of one transaction at the same time in many versions ends in one order of sequences', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, minor) => ingestion.post('/v1/transactions', [record('race', { amount: { minor, currency: 'INR' } })])),
    );
    await topics.settled();
    const versions = topics.transactions.filter(({ subject }) => subject === 'bank/race');
    const newest = Math.max(...versions.map(({ sequence }) => sequence));
    expect(newest).toBe(8);
    expect(versions.filter(({ sequence }) => sequence === newest)).toHaveLength(1);
    expect(new Set(versions.map(({ data }) => data.amount.minor)).size).toBe(8);
  });

  test('takes customers and documents, and needs an array and the operator', async () => {
    expect((await ingestion.post('/v1/customers', [{ customerId: 'NEW', name: 'Ravi', timeZone: 'Mars/Base' }])).body).toMatchObject({
      accepted: 1,
      repaired: 1,
    });
    expect((await ingestion.post('/v1/customers', [{ customerId: 'NEW', name: 'Ravi', timeZone: 'Mars/Base' }])).body).toMatchObject({
      accepted: 0,
      duplicates: 1,
    });
    expect((await ingestion.post('/v1/documents', [{ documentId: 'd', title: 'T', text: 'x' }])).body).toMatchObject({ accepted: 1 });
    expect(await ingestion.post('/v1/documents', { documentId: 'd' })).toMatchObject({ status: 400, body: { code: 'BODY_NOT_AN_ARRAY' } });
    expect(await ingestion.post('/v1/transactions', [], { authorization: 'Bearer wrong' })).toMatchObject({ status: 401 });
    expect(await ingestion.post('/v1/transactions', [])).toEqual({
      status: 200,
      body: { accepted: 0, repaired: 0, duplicates: 0, rejected: [] },
    });
  });

  test('takes more than a batch', async () => {
    const many = Array.from({ length: 1203 }, (_, index) => record(`m${index}`, index === 1201 ? { amount: null } : {}));
    const { body } = await ingestion.post('/v1/transactions', many);
    expect(body).toMatchObject({ accepted: 1202, rejected: [{ index: 1201, code: 'AMOUNT_MISSING' }] });
  });
});

describe('erasure', () => {
  test('publishes the erased state without personal data, and refuses the id afterwards', async () => {
    await ingestion.post('/v1/customers', [{ customerId: 'GONE', name: 'Meera' }]);
    await ingestion.post('/v1/transactions', [record('g1', { customerId: 'GONE' })]);
    for (let times = 0; times < 2; times += 1) {
      const answer = await ingestion.http.inject({
        method: 'DELETE',
        url: '/v1/customers/GONE',
        headers: { authorization: `Bearer ${'o'.repeat(40)}` },
      });
      expect(answer.json()).toEqual({ customerId: 'GONE', status: 'erased' });
    }
    for (const [path, body] of [
      ['/v1/transactions', record('g2', { customerId: 'GONE' })],
      ['/v1/customers', { customerId: 'GONE', name: 'Meera' }],
    ] as const) {
      expect((await ingestion.post(path, [body])).body).toMatchObject({ accepted: 0, rejected: [{ index: 0, code: 'CUSTOMER_ERASED' }] });
    }
    await topics.settled();
    const states = topics.customers.filter(({ key }) => key === 'GONE');
    expect(states.map(({ data, sequence }) => [data, sequence]).at(-1)).toEqual([{ customerId: 'GONE', status: 'erased' }, 2]);
    expect(states).toHaveLength(2);
  });
});

test('the routes are in the OpenAPI document', async () => {
  const { paths } = (await ingestion.http.inject({ method: 'GET', url: '/docs' })).json<{ paths: Record<string, unknown> }>();
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(['/v1/files', '/v1/jobs/{id}', '/v1/transactions', '/v1/customers', '/v1/customers/{id}', '/v1/documents']),
  );
});
