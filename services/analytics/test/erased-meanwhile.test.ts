import { bankCustomers } from '@munshi/events/customer';
import { bankTransactions } from '@munshi/events/transaction';
import { createMetrics } from '@munshi/service-kit/metrics';
import { fixedClock } from '@munshi/testing/fixed-clock';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCompareCustomers } from '../src/jobs/compare-customers.ts';
import { createAnalyticsMetrics } from '../src/metrics.ts';
import { deleteState } from '../src/store/customer-repository.ts';
import { deleteEntries } from '../src/store/transaction-repository.ts';
import { type RunningAnalytics, runAnalytics } from './service.ts';
import { simulatedBank } from './simulated-bank.ts';

const NOW = '2026-07-01T06:00:00Z';
const bank = simulatedBank({ customers: 3, from: '2026-05-01', until: '2026-07-01', seed: 4 });
const [erased = ''] = bank.customers.map(({ key }) => key);

let running: RunningAnalytics;
beforeAll(async () => {
  running = await runAnalytics({ now: NOW, compareSeconds: 86_400 });
  await running.publish(bankCustomers, bank.customers);
  await running.publish(bankTransactions, bank.transactions);
  await running.settled();
});
afterAll(() => running.close());

it('a customer who is erased while customers are compared does not come back, and nothing is said of them', async () => {
  const said: string[] = [];
  const compare = createCompareCustomers({
    database: running.database,
    clock: fixedClock(NOW),
    metrics: createAnalyticsMetrics(createMetrics()),
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    delivery: {
      state: async () => ({ waitingFor: null, lagMessages: 0, lagSeconds: 0, running: true }),
      // the page of customers is read already: now one of them is erased
      transaction: (_keys, work) =>
        running.database.transaction(async (tx) => {
          await deleteEntries(tx, erased);
          await deleteState(tx, erased);
          return work({ tx, emit: ({ key }) => void said.push(key ?? '') });
        }),
    },
  });
  expect([await compare.run(), await compare.run()]).toEqual([false, true]);
  expect(new Set(said)).toEqual(new Set(bank.customers.map(({ key }) => key).filter((id) => id !== erased)));
  const { rows } = await sql<{ id: string }>`select customer_id as id from analytics.customers`.execute(running.database.sql);
  expect(rows.map(({ id }) => id)).not.toContain(erased);
});
