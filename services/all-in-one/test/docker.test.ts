import { randomUUID } from 'node:crypto';
import { addDays, dateIn, monthOf } from '@munshi/events/calendar-date';
import { SERVICES, TOPICS } from '@munshi/events/topics';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Client, signIn } from './client.ts';
import {
  absentCompose,
  type Compose,
  type ComposeOptions,
  killContainer,
  restartsOf,
  sharesOf,
  startCompose,
  stopContainer,
} from './docker.ts';
import { createKnownBank } from './known-bank.ts';
import { describeScenarios, post } from './scenarios.ts';

const UP_LIMIT_MS = 1_200_000;
const DOWN_LIMIT_MS = 120_000;
const SETTLE_LIMIT_MS = 120_000;
/** The containers' day: that of the simulator's history, never later than the bank's. */
const today = dateIn('UTC', new Date());
const absent = await absentCompose(process.env);

/** A composition for the tests of a suite, gone after them. */
function compose(options: ComposeOptions = {}): () => Compose {
  let running: Compose | undefined;
  beforeAll(async () => {
    running = await startCompose(options);
  }, UP_LIMIT_MS);
  afterAll(() => running?.stop(), DOWN_LIMIT_MS);
  return () => running as Compose;
}

/** The scenarios on a composition that somebody else ends. */
function describeScenariosOn(name: string, running: () => Compose): void {
  describeScenarios(name, async () => ({ ...running(), stop: async () => {} }));
}

describe.skipIf(absent)(`docker compose${absent === null ? '' : ` (left out: ${absent})`}`, () => {
  describe('up', () => {
    const running = compose();
    describeScenariosOn('the scenarios', running);

    test('no service had to start twice, though all five started at once on a Kafka without topics', async () => {
      const restarts = await Promise.all(SERVICES.map(async (name) => [name, await restartsOf(running(), `${name}-1`)]));
      expect(restarts).toEqual(SERVICES.map((name) => [name, 0]));
    });

    test.each(SERVICES)('%s has no rights, writes nowhere but its own folders, and knows no other service', async (name) => {
      const script = 'id -u; grep CapEff /proc/self/status; touch /app/x /etc/x /home/node/x 2>/dev/null && echo written; ls /app/services';
      const { output } = await running().container(`${name}-1`).exec(['sh', '-c', script]);
      expect(output.trim().split(/\s+/)).toEqual(['1000', 'CapEff:', '0000000000000000', name]);
    });

    test.each(SERVICES)('%s ends what it does when it is told to stop', async (name) => {
      expect(await stopContainer(running(), `${name}-1`)).toBe(0);
    });
  });

  describe('up --scale analytics=3', () => {
    const running = compose({ scale: { analytics: 3 } });

    test('the three share the lanes', () => expectShares(running(), 3), SETTLE_LIMIT_MS);

    describeScenariosOn('the scenarios', running);

    test(
      'one is killed at work, and comes back: nothing is lost, nothing counts twice',
      async () => {
        const customers = Array.from({ length: 24 }, () => `docker-${randomUUID()}`);
        await post(
          running(),
          customers.flatMap((customerId) => groceriesOf(customerId, 0)),
        );
        const start = await killContainer(running(), 'analytics-2');
        await post(
          running(),
          customers.flatMap((customerId) => groceriesOf(customerId, 1)),
        );
        for (const customerId of customers) await expectGroceries(await signIn(running(), customerId), { spent: 2 * 5_000, count: 10 });
        await expectShares(running(), 2);
        await start();
        await expectShares(running(), 3);
        await post(
          running(),
          customers.flatMap((customerId) => groceriesOf(customerId, 2)),
        );
        for (const customerId of customers) await expectGroceries(await signIn(running(), customerId), { spent: 3 * 5_000, count: 15 });
      },
      3 * SETTLE_LIMIT_MS,
    );
  });

  describe('--profile simulator up', () => {
    const chosen = { customers: 3, months: 3, seed: 31 };
    const bank = createKnownBank({ ...chosen, today });
    const running = compose({
      profiles: ['simulator'],
      environment: {
        SIMULATE_CUSTOMERS: String(chosen.customers),
        SIMULATE_MONTHS: String(chosen.months),
        SIMULATE_SEED: String(chosen.seed),
        SIMULATE_LIVE: '600',
      },
    });

    /** Of the history and of what has happened since. */
    async function transactionsNow(): Promise<number> {
      const clients = await Promise.all(bank.customers.map(({ customerId }) => signIn(running(), customerId)));
      const counts = await Promise.all(clients.map(async (client) => (await coverageOf(client)).transactions));
      return counts.reduce((sum, count) => sum + count, 0);
    }

    test(
      'the history arrives, and transactions go on',
      async () => {
        await expectHistory();
        const history = bank.customers.flatMap(({ transactionIds }) => transactionIds).length;
        await eventually('transactions happen', async () => (await transactionsNow()) > history + 5, SETTLE_LIMIT_MS);
      },
      3 * SETTLE_LIMIT_MS,
    );

    test(
      'killed and started again, it goes on, and nothing counts twice',
      async () => {
        await (await killContainer(running(), 'simulator-1'))();
        const before = await transactionsNow();
        await eventually('transactions go on', async () => (await transactionsNow()) > before + 5, SETTLE_LIMIT_MS);
        await expectHistory();
      },
      3 * SETTLE_LIMIT_MS,
    );

    test(
      'killed while it sends its history, it sends it again, and nothing counts twice',
      async () => {
        // As such an end leaves it: the bank is chosen, and its file is still there.
        const again = 'exec node services/all-in-one/src/commands/simulate.ts $(cat /data/bank.options) --out /data/bank.jsonl';
        expect((await running().container('simulator-1').exec(['sh', '-c', again])).exitCode).toBe(0);
        await (await killContainer(running(), 'simulator-1'))();
        const before = await transactionsNow();
        await eventually('transactions go on', async () => (await transactionsNow()) > before + 5, SETTLE_LIMIT_MS);
        await expectHistory();
      },
      3 * SETTLE_LIMIT_MS,
    );

    /** Of each customer the ledger has every transaction of the history once, and the month's sum is the true one. */
    async function expectHistory(): Promise<void> {
      for (const { customerId, transactionIds, lastMonth } of bank.customers) {
        const client = await signIn(running(), customerId);
        const stored = () => transactionsUntil(client, addDays(today, -1));
        await eventually('the ledger has the history', async () => (await stored()).length >= transactionIds.length, SETTLE_LIMIT_MS);
        expect((await stored()).sort()).toEqual([...transactionIds].sort());
        const spent = async () => (await client.get<Spending>(`/me/spending?period=${lastMonth.month}`)).body.totals[0]?.spent;
        await eventually('the last month is understood', async () => (await spent()) === lastMonth.spent, SETTLE_LIMIT_MS);
      }
    }
  });
});

interface Spending {
  readonly totals: readonly {
    readonly spent: number;
    readonly categories: readonly { readonly category: string; readonly spent: number; readonly count: number }[];
  }[];
}

/** Every lane has one owner, and every one of so many members has some. */
async function expectShares(compose: Compose, members: number): Promise<void> {
  const partitions = TOPICS.filter(({ consumers }) => consumers.includes('analytics')).reduce((sum, topic) => sum + topic.partitions, 0);
  await eventually(
    `${members} of analytics share ${partitions} partitions`,
    async () => {
      const shares = await sharesOf(compose, 'analytics');
      return shares.length === members && shares.every((share) => share > 0) && shares.reduce((sum, share) => sum + share) === partitions;
    },
    SETTLE_LIMIT_MS,
  );
}

/** Five purchases that come to 50 rupees. */
function groceriesOf(customerId: string, round: number) {
  return [400, 800, 1_000, 1_200, 1_600].map((minor, place) => ({
    transactionId: `${customerId}-${round}-${place}`,
    customerId,
    amount: { minor: -minor, currency: 'INR' },
    date: today,
    merchant: { mcc: '5411' },
  }));
}

async function expectGroceries(client: Client, expected: { readonly spent: number; readonly count: number }): Promise<void> {
  await eventually(
    `${client.customerId} has spent ${expected.spent} on groceries`,
    async () => {
      const { body } = await client.get<Spending>(`/me/spending?period=${monthOf(today)}`);
      const groceries = body.totals[0]?.categories.find(({ category }) => category === 'groceries');
      return groceries?.spent === expected.spent && groceries.count === expected.count;
    },
    SETTLE_LIMIT_MS,
  );
}

async function coverageOf(client: Client): Promise<{ readonly transactions: number }> {
  return (await client.get<{ coverage: { transactions: number } }>('/me')).body.coverage;
}

async function transactionsUntil(client: Client, to: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page = await client.get<{ items: { transactionId: string }[]; nextCursor: string | null }>(
      `/me/transactions?to=${to}&limit=200${next}`,
    );
    ids.push(...page.body.items.map(({ transactionId }) => transactionId));
    cursor = page.body.nextCursor;
  }
  return ids;
}
