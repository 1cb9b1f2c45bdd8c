import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Bank, createBank, historyStart } from '@munshi/bank-simulator/simulate';
import { dateIn } from '@munshi/events/calendar-date';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeDemoRecord } from '../src/demo/demo-record.ts';
import { createKnownBank, type KnownCustomer } from './known-bank.ts';
import { type RunningProcess, startMain } from './restart-process.ts';

const BANK = { customers: 4, months: 3, seed: 11 } as const;
const SEED = 20261125;
const KILLS = 4;
const LIMIT_MS = 600_000;

/** A zone in which no new day begins during the test: in Kolkata it does at 18:30 UTC. */
const ZONE = [17, 18, 19].includes(new Date().getUTCHours()) ? 'America/New_York' : 'Asia/Kolkata';

describe('started, killed and started again', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'munshi-restart-'));
  const random = randomNumbers(SEED);
  const today = dateIn(ZONE, new Date());
  const { customers, seed } = BANK;
  const from = historyStart({ months: BANK.months, until: today });
  let running: RunningProcess;
  const start = async () => {
    running = await startMain(dataDir, { BANK_TIME_ZONE: ZONE, TZ: ZONE });
    return running;
  };

  beforeAll(() => writeDemoRecord(dataDir, { seed, customers, from, loadedUntil: null, load: null }));
  afterAll(async () => {
    await running.end('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });

  test(`kill -9 at any moment of the load loses nothing and counts nothing twice (seed ${SEED})`, { timeout: LIMIT_MS }, async () => {
    const first = await start();
    await first.untilFiles();
    await pause(random() * 1_000);
    await first.end('SIGKILL');
    for (let kill = 0; kill < KILLS; kill += 1) {
      const next = await start();
      expect(await next.untilLoaded(random() * 0.9), next.output()).toBe(true);
      await pause(random() * 100);
      await next.end('SIGKILL');
    }
    const interrupted = await start();
    expect(await interrupted.untilLoaded(random() * 0.5), interrupted.output()).toBe(true);
    expect(await interrupted.end('SIGINT'), interrupted.output()).toBe(0);
    expect(interrupted.output()).not.toMatch(/"level":[56]0/);
    await start();
    expect(await running.untilLoaded(1), running.output()).toBe(true);
    await expectTruth(running, createBank({ customers, seed, from, until: today }), createKnownBank({ ...BANK, today }).customers);
  });

  test('a second process on the folder says who holds it, and disturbs nobody', { timeout: LIMIT_MS }, async () => {
    const second = await startMain(dataDir, { BANK_TIME_ZONE: ZONE, TZ: ZONE });
    expect(await second.ended(), second.output()).toBe(1);
    expect(second.output()).toContain(`is in use by process ${running.pid}`);
    expect(second.output()).toContain('DATA_DIR');
    expect((await running.demo()).state).toBe('ready');
  });

  test('Ctrl-C ends it in order, and the next start goes on', { timeout: LIMIT_MS }, async () => {
    // A stop that takes ten seconds ends itself with another code.
    expect(await running.end('SIGINT'), running.output()).toBe(0);
    await start();
    expect(await running.untilLoaded(1), running.output()).toBe(true);
    await expectTruth(running, createBank({ customers, seed, from, until: today }), createKnownBank({ ...BANK, today }).customers);
    expect(await running.end('SIGINT'), running.output()).toBe(0);
  });
});

/** Every customer's transactions, balance and months are what the bank knows them to be. */
async function expectTruth({ url }: RunningProcess, bank: Bank, known: readonly KnownCustomer[]): Promise<void> {
  const truth = [...bank.truth()];
  for (const { customerId, balance, transactionIds } of known) {
    const get = await signedIn(url, customerId);
    expect((await allTransactions(get)).sort()).toEqual([...transactionIds].sort());
    const me = (await get('/me')) as { balance: { minor: number }[] };
    expect(me.balance.map(({ minor }) => minor)).toEqual([balance]);
    const months = truth.flatMap((record) => (record.record === 'month' && record.customerId === customerId ? [record] : []));
    expect(months.length).toBeGreaterThan(0);
    for (const { month, spent, received } of months) {
      const { totals } = (await get(`/me/spending?period=${month}`)) as { totals: { spent: number; received: number }[] };
      expect({ customerId, month, spent: totals[0]?.spent ?? 0, received: totals[0]?.received ?? 0 }).toEqual({
        customerId,
        month,
        spent,
        received,
      });
    }
  }
}

type Get = (path: string) => Promise<unknown>;

async function signedIn(url: string, customerId: string): Promise<Get> {
  const headers = { 'content-type': 'application/json' };
  const session = await fetch(`${url}/demo/session`, { method: 'POST', headers, body: JSON.stringify({ customerId }) });
  const { token } = (await session.json()) as { token: string };
  return async (path) => (await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } })).json();
}

async function allTransactions(get: Get): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const after: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = (await get(`/me/transactions?limit=200${after}`)) as { items: { transactionId: string }[]; nextCursor: string | null };
    ids.push(...page.items.map(({ transactionId }) => transactionId));
    cursor = page.nextCursor;
  }
  return ids;
}

/** The same numbers in [0, 1) for the same seed (a linear congruential generator with the constants of Numerical Recipes). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
