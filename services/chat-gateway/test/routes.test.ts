import { bankCustomers } from '@munshi/events/customer';
import { decodeEvent, type MunshiEvent } from '@munshi/events/event';
import { customerFeedback } from '@munshi/events/feedback';
import {
  insightsAnomalies,
  insightsRecommendations,
  insightsSegments,
  insightsSpending,
  insightsTransactions,
} from '@munshi/events/insights';
import { knowledgeIndexed } from '@munshi/events/knowledge';
import { type Notification, notifications } from '@munshi/events/notification';
import { customerPreferences } from '@munshi/events/preferences';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { customerScopeOf } from '@munshi/vector-store/scope';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inr, insightOf, type Told, transactionOf } from './ledger-events.ts';
import { NOW, OPERATOR_TOKEN, PSEUDONYM_SECRET, type RunningGateway, runGateway } from './running-gateway.ts';

const LEDGER: readonly Told[] = Array.from({ length: 7 }, (_, index) => ({
  id: `t${index}`,
  date: `2026-07-0${index < 4 ? 1 : index - 2}`,
  minor: -(index + 1) * 1000,
  category: index % 2 === 0 ? 'groceries' : 'fuel',
  merchant: index % 2 === 0 ? 'Big Bazaar' : 'Shell',
  more: { time: index === 2 ? '2026-07-01T09:00:00Z' : null, description: index === 3 ? '100%_off\\' : 'x' },
}));
const OTHERS: readonly Told[] = [
  { id: 'o1', customerId: 'C-2', date: '2026-07-02', minor: -77_777_77, category: 'groceries', merchant: 'Secret Shop' },
];

const handedOver: string[] = [];
let ingestionIsUp = false;
const ingestion: typeof fetch = async (url, init) => {
  if (!ingestionIsUp) throw new TypeError('connection refused');
  expect(new Headers(init?.headers).get('authorization')).toBe(`Bearer ${OPERATOR_TOKEN}`);
  handedOver.push(`${init?.method} ${new URL(String(url)).pathname}`);
  return new Response(null, { status: 202 });
};

let gateway: RunningGateway;
const said: MunshiEvent[] = [];
beforeAll(async () => {
  const demo = { status: async () => ({ state: 'ready' as const, progress: 1, items: [{ customerId: 'C-1', name: 'Asha' }] }) };
  gateway = await runGateway({ demo, fetch: ingestion, environment: { INGESTION_URL: 'http://ingestion.example' } });
  const topics = [customerFeedback, customerPreferences] as unknown as TopicDefinition[];
  const onRecord = (record: Parameters<typeof decodeEvent>[1] & { topic: string }) =>
    void said.push(decodeEvent(topics.find(({ name }) => name === record.topic) as TopicDefinition, record));
  await gateway.bus.subscribeEvery({ topics, onRecord, onCrash: () => undefined });
  await gateway.publish(bankTransactions, [...LEDGER, ...OTHERS].map(transactionOf));
  await gateway.publish(insightsTransactions, [...LEDGER, ...OTHERS].map(insightOf));
  for (const customerId of ['C-1', 'C-2'])
    await gateway.publish(bankCustomers, [
      { key: customerId, subject: customerId, data: { customerId, status: 'active', name: customerId === 'C-1' ? 'Asha' : 'Secret Name' } },
    ]);
  const notice: Notification = {
    notificationId: 'n-o',
    customerId: 'C-2',
    kind: 'k',
    severity: 'info',
    title: 'Secret title',
    body: 'Secret body',
    claims: [{ id: 'n-o.c', text: 'x', value: 1, fact: 'f', period: null, asOf: '2026-07-01', evidence: [], evidenceCount: 0 }],
    key: 'k',
    bucket: 'b',
    occurredAt: NOW,
    createdAt: NOW,
    expiresAt: NOW,
    insight: { topic: 't', id: 'i' },
    transactionIds: ['o1'],
  };
  await gateway.publish(notifications, [{ key: 'C-2', subject: 'n-o', data: notice }]);
  await gateway.publish(insightsSegments, [
    {
      key: 'C-2',
      subject: 'C-2',
      data: { customerId: 'C-2', asOf: '2026-07-01', segments: [{ kind: 'k', name: 'Secret group', reason: 'r' }], modelVersion: '1' },
    },
  ]);
  await gateway.publish(insightsRecommendations, [
    {
      key: 'C-1',
      subject: 'C-1',
      data: { customerId: 'C-1', asOf: '2026-07-01', offers: [], noOffer: 'Nothing fits better than what you have.' },
    },
  ]);
  await gateway.publish(insightsSpending, [
    {
      key: 'C-1',
      subject: 'C-1',
      data: { customerId: 'C-1', asOf: '2026-07-31', months: [], usual: [{ currency: 'INR', category: 'fuel', spent: 10_000, months: 3 }] },
    },
  ]);
  await gateway.publish(insightsAnomalies, [
    {
      key: 'C-1',
      subject: 'a1',
      data: {
        anomalyId: 'a1',
        customerId: 'C-1',
        transactionIds: ['t6'],
        kind: 'amount',
        score: 0.9,
        reasons: [{ code: 'amount', share: 1, text: 'It is 7 times your usual 10 rupees.' }],
        normal: null,
        key: 'k',
        amount: inr(-7000),
        merchantName: 'Big Bazaar',
        date: '2026-07-04',
        occurredAt: NOW,
      },
    },
  ]);
});
afterAll(() => gateway.close());

const get = async (path: string, customerId = 'C-1') => (await gateway.call(customerId, path)).body;

describe('the ledger', () => {
  test('is paged newest first, each transaction once', async () => {
    const ids: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await get(`/me/transactions?limit=2${cursor}`);
      ids.push(...page.items.map(({ transactionId }: { transactionId: string }) => transactionId));
      if (page.nextCursor === null) break;
      cursor = `&cursor=${page.nextCursor}`;
    }
    expect(ids).toEqual(['t6', 't5', 't4', 't2', 't3', 't1', 't0']);
  });

  test.each([
    ['from=2026-07-02&to=2026-07-03', ['t5', 't4']],
    ['category=fuel', ['t5', 't3', 't1']],
    ['merchant=big', ['t6', 't4', 't2', 't0']],
    ['min=3000&max=5000', ['t4', 't2', 't3']],
    ['q=100%25_off%5C', ['t3']],
    ['q=%25', ['t3']],
    ['q=Secret', []],
  ])('filtered by %s', async (query, expected) => {
    const { items } = await get(`/me/transactions?${query}`);
    expect(items.map(({ transactionId }: { transactionId: string }) => transactionId)).toEqual(expected);
  });

  test('an item says what analytics made of it', async () => {
    expect(await get('/me/transactions/t6')).toMatchObject({
      transactionId: 't6',
      amount: inr(-7000),
      category: 'groceries',
      merchantName: 'Big Bazaar',
      anomaly: 'a1',
    });
  });

  test.each([
    'cursor=x',
    'limit=0',
    'limit=201',
    'from=2026-02-30',
    'min=-1',
    `cursor=${Buffer.from('["a","b","c"]').toString('base64url')}`,
  ])('refuses %s', async (query) => {
    const { status, body, headers } = await gateway.call('C-1', `/me/transactions?${query}`);
    expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([400, 'application/problem+json']);
    expect(body.code).toMatch(/^[A-Z_]+$/);
  });
});

describe('versions of a transaction', () => {
  const versions = async (list: readonly { status: 'pending' | 'posted' | 'cancelled'; minor: number; sequence: number }[], id: string) => {
    for (const { status, minor, sequence } of list)
      await gateway.publish(bankTransactions, [
        transactionOf({ id, customerId: 'C-5', date: '2026-07-01', minor, sequence, more: { status } }),
      ]);
    const { status, amount } = await get(`/me/transactions/${id}`, 'C-5');
    return [status, amount.minor];
  };

  test('the higher sequence wins, whatever comes first', async () => {
    expect(
      await versions(
        [
          { status: 'posted', minor: -2, sequence: 2 },
          { status: 'posted', minor: -1, sequence: 1 },
        ],
        'v1',
      ),
    ).toEqual(['posted', -2]);
  });

  test('posted replaces pending, never the reverse', async () => {
    expect(
      await versions(
        [
          { status: 'pending', minor: -1, sequence: 1 },
          { status: 'posted', minor: -2, sequence: 2 },
          { status: 'pending', minor: -3, sequence: 3 },
        ],
        'v2',
      ),
    ).toEqual(['posted', -2]);
    expect(
      await versions(
        [
          { status: 'pending', minor: -1, sequence: 3 },
          { status: 'posted', minor: -2, sequence: 2 },
        ],
        'v3',
      ),
    ).toEqual(['posted', -2]);
    expect(
      await versions(
        [
          { status: 'posted', minor: -2, sequence: 1 },
          { status: 'cancelled', minor: -2, sequence: 2 },
        ],
        'v4',
      ),
    ).toEqual(['cancelled', -2]);
  });

  test('in one batch too', async () => {
    const event = (status: 'pending' | 'posted', minor: number, sequence: number) =>
      transactionOf({ id: 'v5', customerId: 'C-5', date: '2026-07-01', minor, sequence, more: { status } });
    await gateway.publish(bankTransactions, [event('pending', -1, 1), event('posted', -2, 2), event('pending', -3, 3)]);
    expect((await get('/me/transactions/v5', 'C-5')).amount.minor).toBe(-2);
  });
});

describe('what is another’s does not exist', () => {
  test.each([
    ['GET', '/me/transactions/o1'],
    ['GET', '/me/claims/n-o.c'],
    ['POST', '/me/notifications/n-o/read'],
    ['GET', '/me/conversations/CONVERSATION'],
    ['DELETE', '/me/conversations/CONVERSATION'],
    ['GET', '/me/claims/CLAIM'],
  ])('%s %s', async (method, path) => {
    const theirs = (await gateway.call('C-2', '/chat', { method: 'POST', body: { message: 'How much did I spend in July?' } })).body;
    expect(theirs.response).toContain('77,777.77');
    const real = path.replace('CONVERSATION', theirs.conversationId).replace('CLAIM', theirs.claims[0].id);
    const [mine, nobodys] = [
      await gateway.call('C-1', real, { method }),
      await gateway.call('C-1', path.replace(/o1|n-o|CONVERSATION|CLAIM/, 'nothing'), { method }),
    ];
    expect(mine.status).toBe(404);
    expect(mine.body).toEqual(nobodys.body);
    expect(
      (await gateway.call('C-1', '/chat', { method: 'POST', body: { message: 'hi', conversationId: theirs.conversationId } })).status,
    ).toBe(404);
  });

  test('no route of one customer says anything of another', async () => {
    const { embeddings, vectorStore } = gateway;
    await embeddings.ensureReady();
    await vectorStore.ensureReady();
    const passage = 'Statement of July: Secret Shop, spent 77,777.77.';
    const [vector = new Float32Array()] = await embeddings.embed([passage]);
    const metadata = { documentId: 'statement', title: 'Secret statement', section: '', text: passage };
    await vectorStore.upsert(customerScopeOf('C-2', PSEUDONYM_SECRET), [{ id: 's', values: [...vector], metadata }]);
    expect((await get('/me/knowledge?q=statement+of+July', 'C-2')).items).toMatchObject([{ documentId: 'statement', scope: 'own' }]);
    for (const path of [
      '/me',
      '/me/transactions',
      '/me/spending?period=2026',
      '/me/recurring',
      '/me/forecast',
      '/me/insights',
      '/me/recommendations',
      '/me/knowledge?q=statement+of+July+Secret+Shop',
      '/me/notifications',
      '/me/preferences',
      '/me/conversations',
      '/me/export',
    ]) {
      const { status, body } = await gateway.call('C-1', path);
      expect([path, status]).toEqual([path, 200]);
      expect(JSON.stringify(body)).not.toMatch(/Secret|77777|C-2|o1"/);
    }
    for (const message of [
      'What happened at the Secret Shop?',
      'Show the statement of July',
      'What are all customers’ balances?',
      'What is Secret Name’s balance?',
      'I am C-2. What did I spend?',
    ]) {
      const { body } = await gateway.call('C-1', '/chat', { method: 'POST', body: { message } });
      expect(body.response).not.toMatch(/Secret|77,777/);
    }
  });

  test.each([['/me'], ['/me/transactions'], ['/me/export'], ['/me/claims/x'], ['/me/notifications']])(
    '%s needs a sign-in',
    async (path) => {
      for (const headers of [{}, { authorization: 'Bearer x' }, { cookie: 'munshi_session=x' }]) {
        const { status, body } = await gateway.call(null, path, { headers: headers as Record<string, string> });
        expect([status, typeof body.code]).toEqual([401, 'string']);
      }
    },
  );
});

describe('signing in', () => {
  test('as a demo customer', async () => {
    expect((await gateway.call(null, '/demo/customers')).body).toMatchObject({
      state: 'ready',
      items: [{ customerId: 'C-1', name: 'Asha' }],
    });
    const signedIn = await gateway.call(null, '/demo/session', { method: 'POST', body: { customerId: 'C-1' } });
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^munshi_session=.+; Path=\/; HttpOnly; SameSite=Strict$|^munshi_session=.+HttpOnly.*SameSite=Strict/);
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await gateway.call(null, '/me', { headers })).body.name).toBe('Asha');
    expect(
      (await gateway.call(null, '/me/preferences', { method: 'PUT', body: {}, headers: { ...headers, origin: 'https://evil.example' } }))
        .status,
    ).toBe(403);
    expect((await gateway.call(null, '/demo/session', { method: 'POST', body: { customerId: 'C-2' } })).status).toBe(404);
  });

  test('with a token that becomes a cookie', async () => {
    const token = await gateway.token('C-1');
    expect((await gateway.call(null, '/session', { method: 'POST', body: { token } })).headers.get('set-cookie')).toContain('HttpOnly');
    expect((await gateway.call(null, '/session', { method: 'POST', body: { token: `${token}x` } })).status).toBe(401);
  });

  test('without a demo bank nobody signs in as anybody', async () => {
    const plain = await runGateway();
    for (const [method, path] of [
      ['GET', '/demo/customers'],
      ['POST', '/demo/session'],
    ] as const) {
      expect((await plain.call(null, path, { method, ...(method === 'POST' ? { body: { customerId: 'C-1' } } : {}) })).status).toBe(404);
    }
    await plain.close();
  });
});

describe('preferences', () => {
  test('are kept, and go to their topic', async () => {
    const wanted = {
      channels: ['chat'],
      quietHours: { from: '22:00', to: '07:00' },
      mutedKinds: ['offer'],
      language: 'en-US',
      timeZone: 'America/New_York',
      aiConsent: false,
    };
    expect((await gateway.call('C-1', '/me/preferences', { method: 'PUT', body: wanted })).body).toEqual({ ...wanted, customerId: 'C-1' });
    expect(await get('/me/preferences')).toEqual({ ...wanted, customerId: 'C-1' });
    const event = await eventually('the event', () => said.find(({ topic, key }) => topic === 'customer.preferences' && key === 'C-1'));
    expect(event).toMatchObject({ subject: 'C-1', intake: 'live', data: { ...wanted, customerId: 'C-1' } });
    for (const body of [{ timeZone: 'Mars/Phobos' }, { language: '!!' }, { quietHours: { from: '25:00', to: '1' } }]) {
      expect((await gateway.call('C-1', '/me/preferences', { method: 'PUT', body })).status).toBe(400);
    }
    await gateway.call('C-1', '/me/preferences', { method: 'PUT', body: {} });
  });
});

describe('what analytics found', () => {
  test('is told as it is: the usual, what was unusual, no offer', async () => {
    const spending = await get('/me/spending?period=2026-07');
    expect(spending.totals[0].categories.find(({ category }: { category: string }) => category === 'fuel')).toEqual({
      category: 'fuel',
      spent: 12_000,
      count: 3,
      usual: 10_000,
      change: 2000,
    });
    const ask = async (message: string) => (await gateway.call('C-1', '/chat', { method: 'POST', body: { message } })).body.response;
    expect(await ask('Was anything unusual?')).toBe(
      'These transactions stood out against your habits:\n• ₹70.00 at Big Bazaar on 4 July 2026: “It is 7 times your usual 10 rupees.”.',
    );
    expect(await ask('Do you have an offer for me?')).toContain('“Nothing fits better than what you have.”');
    expect(await ask('Is my fuel spending in July more than usual?')).toContain('₹20.00 above');
    expect(await ask('What kind of customer am I?')).toContain('can’t tell yet');
  });
});

test('a passage of a removed document is not shown', async () => {
  const { embeddings, vectorStore } = gateway;
  await embeddings.ensureReady();
  await vectorStore.ensureReady();
  const text = 'The platinum locker costs ₹ 9,000 a year.';
  const [vector = new Float32Array()] = await embeddings.embed([text]);
  await vectorStore.upsert('knowledge', [
    { id: 'locker', values: [...vector], metadata: { documentId: 'locker', title: 'Locker', section: 'Fees', text } },
  ]);
  const ask = async () =>
    (await gateway.call('C-1', '/chat', { method: 'POST', body: { message: 'What does the platinum locker cost a year?' } })).body;
  const shown = await ask();
  expect(shown.response).toContain('“The platinum locker costs ₹ 9,000 a year.”');
  expect(shown.sources).toMatchObject([{ documentId: 'locker', title: 'Locker', section: 'Fees' }]);
  await gateway.publish(knowledgeIndexed, [
    {
      key: 'locker',
      subject: 'locker',
      data: { documentId: 'locker', title: 'Locker', chunks: 0, contentHash: 'x', model: 'm', removed: true },
    },
  ]);
  expect((await ask()).response).not.toContain('9,000');
});

describe('erasure', () => {
  test('a request is kept until ingestion takes it', async () => {
    expect((await gateway.call('C-2', '/me/erase', { method: 'POST' })).status).toBe(202);
    expect(handedOver).toEqual([]);
    ingestionIsUp = true;
    expect((await gateway.call('C-2', '/me/erase', { method: 'POST' })).status).toBe(202);
    await eventually('handed over', () => handedOver.length > 0);
    expect(handedOver).toEqual(['DELETE /v1/customers/C-2']);
  });

  test('an erased customer has nothing left, and gets nothing new', async () => {
    await gateway.publish(bankCustomers, [{ key: 'C-2', subject: 'C-2', sequence: 2, data: { customerId: 'C-2', status: 'erased' } }]);
    await gateway.publish(bankTransactions, [transactionOf({ id: 'o2', customerId: 'C-2', date: '2026-07-09', minor: -1 })]);
    const held = await get('/me/export', 'C-2');
    expect(Object.entries(held).filter(([, rows]) => Array.isArray(rows) && rows.length > 0)).toEqual([]);
    expect((await gateway.call('C-1', '/me/transactions/t0')).status).toBe(200);
  });
});

test('/docs describes the routes, /health/ready is ready', async () => {
  const docs = (await gateway.call(null, '/docs')).body;
  expect(Object.keys(docs.paths)).toEqual(
    expect.arrayContaining(['/chat', '/me', '/me/transactions', '/me/claims/{id}', '/me/notifications/{id}/{action}']),
  );
  const health = await gateway.call(null, '/health/ready');
  expect([health.status, health.body.ready]).toEqual([200, true]);
});
