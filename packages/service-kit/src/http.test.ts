import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { AppError, type FailureClass } from './errors.ts';
import { createHttpServer, type HttpServer, registerHealth, requireOperator } from './http.ts';
import { silentLogger } from './logger.ts';
import type { Readiness, Service } from './service.ts';

const TOKEN = 'a-token-of-at-least-thirty-two-characters';
let server: HttpServer;
afterEach(() => server.close());

function open(statusOf: Record<string, number> = {}): HttpServer {
  server = createHttpServer({ logger: silentLogger, metrics: new Registry(), statusOf });
  return server;
}

/** What a route that throws `error` answers. */
async function answerTo(error: unknown, statusOf: Record<string, number> = {}) {
  open(statusOf).get('/broken', async () => {
    throw error;
  });
  return server.inject('/broken');
}

const failing = (failure: FailureClass, retryAfterMs?: number) =>
  new AppError('the inside story', { code: 'TEST_CODE', failure, ...(retryAfterMs !== undefined && { retryAfterMs }) });

test.each([
  ['unavailable', 503],
  ['invalid', 400],
  ['refused', 403],
  ['failed', 500],
] as const)('%s is %i, as a problem with its code', async (failure, status) => {
  const answer = await answerTo(failing(failure));
  expect(answer.statusCode).toBe(status);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.json()).toMatchObject({ type: 'about:blank', status, code: 'TEST_CODE' });
});

test('a 5xx tells nothing of the inside, a 4xx says what is wrong', async () => {
  expect((await answerTo(failing('unavailable'))).body).not.toContain('inside story');
  await server.close();
  expect((await answerTo(failing('failed'))).body).not.toContain('inside story');
  await server.close();
  expect((await answerTo(failing('invalid'))).json().title).toBe('the inside story');
});

test.each([new TypeError('the inside story'), 'the inside story', null, undefined, 42])('%o thrown is a plain 500', async (thrown) => {
  const answer = await answerTo(thrown);
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toEqual({ type: 'about:blank', title: 'Internal error', status: 500, code: 'INTERNAL' });
});

test('a code may have a status of its own', async () => {
  const answer = await answerTo(failing('refused'), { TEST_CODE: 404 });
  expect(answer.json()).toMatchObject({ status: 404, code: 'TEST_CODE', title: 'the inside story' });
});

test('when to come back is a header in whole seconds', async () => {
  expect((await answerTo(failing('unavailable', 1_200))).headers['retry-after']).toBe('2');
});

test('what is not there is a 404 without its query', async () => {
  const answer = await open().inject('/nowhere?token=hunter2');
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'NOT_FOUND', title: 'There is no GET /nowhere' });
});

test('a body that is not JSON, or breaks its schema, is a problem too', async () => {
  open().post(
    '/things',
    { schema: { body: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } } },
    async () => ({}),
  );
  const headers = { 'content-type': 'application/json' };
  for (const payload of ['{', '{}']) {
    const answer = await server.inject({ method: 'POST', url: '/things', headers, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  }
});

test('only the operator passes', async () => {
  open().get('/v1/things', { onRequest: requireOperator(TOKEN) }, async () => ({ items: [] }));
  const ask = async (authorization?: string) =>
    server.inject({ url: '/v1/things', headers: authorization === undefined ? {} : { authorization } });
  expect((await ask(`Bearer ${TOKEN}`)).statusCode).toBe(200);
  for (const wrong of [undefined, '', 'Bearer ', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`]) {
    const answer = await ask(wrong);
    expect(answer.statusCode).toBe(401);
    expect(answer.json().code).toBe('OPERATOR_TOKEN_REQUIRED');
  }
});

function service(name: string, readiness: () => Promise<Readiness>): Service {
  return { name, start: async () => undefined, stop: async () => undefined, readiness };
}

const ready = (state: Partial<Readiness> = {}) => ({ ready: true, degraded: [], detail: {}, ...state });

test('ready is what every service says', async () => {
  const states = { analytics: ready({ detail: { lag: 0 } }), gateway: ready({ degraded: ['vector-store'] }) };
  const services = Object.entries(states).map(([name, state]) => service(name, async () => state));
  registerHealth(open(), () => services, new Registry());
  const answer = await server.inject('/health/ready');
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toEqual({
    ready: true,
    degraded: ['vector-store'],
    services: { analytics: { ready: true, lag: 0 }, gateway: { ready: true } },
  });
});

test.each([
  ['one is not', async () => ready({ ready: false })],
  ['one cannot say', async () => Promise.reject(new Error('the inside story'))],
])('not ready when %s; alive all the same', async (_case, readiness) => {
  registerHealth(open(), () => [service('analytics', async () => ready()), service('gateway', readiness)], new Registry());
  const answer = await server.inject('/health/ready');
  expect(answer.statusCode).toBe(503);
  expect(answer.json()).toMatchObject({ ready: false, services: { analytics: { ready: true }, gateway: { ready: false } } });
  expect(answer.body).not.toContain('inside story');
  expect((await server.inject('/health/live')).json()).toEqual({ live: true });
});

test('not ready before there are services', async () => {
  registerHealth(open(), () => [], new Registry());
  expect((await server.inject('/health/ready')).statusCode).toBe(503);
});

test('/docs lists the routes added within register', async () => {
  open();
  void server.register(async (scope) => scope.get('/v1/things', async () => ({})));
  await server.ready();
  const { paths } = (await server.inject('/docs')).json();
  expect(Object.keys(paths)).toEqual(['/v1/things']);
});
