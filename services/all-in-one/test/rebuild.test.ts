import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { dateIn } from '@munshi/events/calendar-date';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rebuild } from '../src/commands/rebuild.ts';
import { type Client, signIn } from './client.ts';
import { startInProcess } from './in-process.ts';
import { createKnownBank, type KnownCustomer } from './known-bank.ts';
import { loadBank } from './scenarios.ts';
import type { System } from './system.ts';

const bank = createKnownBank({ customers: 2, months: 3, seed: 31, today: dateIn('Asia/Kolkata', new Date()) });
const [someone] = bank.customers as [KnownCustomer, ...KnownCustomer[]];
const LOAD_LIMIT_MS = 240_000;
/** Longer than the lag is kept, and than the jobs wait between two looks. */
const LOOK_MS = 6_000;
let system: System;

beforeAll(async () => {
  system = await startInProcess();
  await loadBank(system, bank);
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

const PATHS = ['/me', '/me/transactions?limit=200', '/me/spending', '/me/insights', '/me/notifications'];

/**
 * What a customer is shown once nothing moves any more: the jobs that look at the whole ledger have spoken, and it stays as it is
 * while nothing waits. A single look is not enough: the lag is asked of the bus twice a second, and an outbox is not in it.
 */
async function atRest(client: Client): Promise<unknown> {
  let before: unknown;
  return eventually(
    'all is said and holds still',
    async () => {
      await pause(LOOK_MS);
      const shown = await seenBy(client);
      const [, transactions, , insights] = shown as [unknown, { body: Listed }, unknown, { body: Insights }];
      const isSaid = insights.body.segments !== null && insights.body.spending.pace.length > 0 && transactions.body.items.some(isOfStream);
      const holdsStill = isSaid && (await isIdle()) && isDeepStrictEqual(shown, before);
      before = shown;
      return holdsStill && shown;
    },
    LOAD_LIMIT_MS,
  );
}

interface Listed {
  readonly items: readonly { readonly streamId: string | null }[];
}
interface Insights {
  readonly segments: unknown;
  readonly spending: { readonly pace: readonly unknown[] };
}
const isOfStream = ({ streamId }: Listed['items'][number]): boolean => streamId !== null;
const seenBy = (client: Client) => Promise.all(PATHS.map((path) => client.get(path)));

async function isIdle(): Promise<boolean> {
  const { services } = (await (await fetch(new URL('/health/ready', system.url))).json()) as {
    services: Record<string, { lag?: number }>;
  };
  return Object.values(services).every(({ lag }) => lag === undefined || lag === 0);
}

test('every read model is made anew in the running system, and customers see no difference', async () => {
  const client = await signIn(system, someone.customerId);
  const before = await atRest(client);
  for (const service of ['analytics', 'chat-gateway', 'embedding', 'notification']) {
    const { code, stdout, stderr } = await run([service, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ service, state: 'done', error: null });
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\w+: \d+ of \d+ events/)]);
  }
  expect(await seenBy(client)).toEqual(before);
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
