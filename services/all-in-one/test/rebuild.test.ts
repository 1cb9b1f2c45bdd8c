import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dateIn } from '@munshi/events/calendar-date';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuild } from '../src/commands/rebuild.ts';
import { signIn } from './client.ts';
import { startInProcess } from './in-process.ts';
import { createKnownBank, type KnownCustomer } from './known-bank.ts';
import { loadBank } from './scenarios.ts';
import type { System } from './system.ts';

const bank = createKnownBank({ customers: 2, months: 3, seed: 31, today: dateIn('Asia/Kolkata', new Date()) });
const [someone] = bank.customers as [KnownCustomer, ...KnownCustomer[]];
const LOAD_LIMIT_MS = 240_000;
let system: System;

beforeAll(async () => {
  system = await startInProcess();
  await loadBank(system, bank);
  const isIdle = async () => {
    const { services } = (await (await fetch(new URL('/health/ready', system.url))).json()) as {
      services: Record<string, { lag?: number }>;
    };
    return Object.values(services).every(({ lag }) => lag === undefined || lag === 0);
  };
  await eventually('everything is applied', isIdle, LOAD_LIMIT_MS);
}, LOAD_LIMIT_MS);
afterAll(() => system?.stop(), 60_000);

async function run(argv: readonly string[], environment: Record<string, string> = {}) {
  const written = { stdout: '', stderr: '' };
  const to = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text;
      return true;
    },
  });
  const settings = { MUNSHI_URL: system.url, ANALYTICS_URL: system.url, EMBEDDING_URL: system.url, NOTIFICATION_URL: system.url };
  const all = { ...settings, OPERATOR_TOKEN: system.operatorToken, ...environment };
  const code = await rebuild(argv, { environment: all, stdout: to('stdout'), stderr: to('stderr') });
  return { code, ...written };
}

test('every read model is made anew in the running system, and customers see no difference', async () => {
  const client = await signIn(system, someone.customerId);
  const seen = async () =>
    Promise.all(['/me', '/me/transactions?limit=200', '/me/spending', '/me/insights', '/me/notifications'].map((path) => client.get(path)));
  const before = await seen();
  for (const service of ['analytics', 'chat-gateway', 'embedding', 'notification']) {
    const { code, stdout, stderr } = await run([service, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ service, state: 'done', error: null });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\w+: \d+ of \d+ events/)]);
  }
  expect(await seen()).toEqual(before);
  expect((await run(['notification'])).stdout).toMatch(/^notification: \d+ events applied anew in [\d.]+ s\n$/);
});

test.each([
  ['an unknown service', ['bank'], 'Say which service.'],
  ['a service without a read model', ['ingestion'], 'ingestion has no read model'],
  ['two services', ['analytics', 'embedding'], 'Say which service.'],
])('%s is refused', async (_name, argv, message) => {
  await expect(run(argv)).rejects.toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining(message) });
});

test('a wrong token and a system that is away are told', async () => {
  await expect(run(['analytics'], { OPERATOR_TOKEN: 'x'.repeat(40) })).rejects.toThrow('operator token');
  const silent = createServer().listen(0, '127.0.0.1');
  await eventually('a free port', () => silent.listening);
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  silent.close();
  await expect(run(['analytics'], { ANALYTICS_URL: url })).rejects.toThrow('ANALYTICS_URL says where');
});
