import type { Database, DatabaseServer } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { openDatabase } from '@munshi/database/open-database';
import type { NewEvent } from '@munshi/delivery/delivery';
import type { Transaction } from '@munshi/events/transaction';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { eventually } from '@munshi/testing/eventually';
import { postgresServer } from '@munshi/testing/servers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBankTransactionsHandler } from '../src/handlers/bank-transactions.ts';
import { emitEntry } from '../src/handlers/insight-events.ts';
import { createAnalyticsMetrics } from '../src/metrics.ts';
import { migrations } from '../src/store/migrations/migrations.ts';
import { NO_MODELS } from '../src/store/model-repository.ts';
import { takeUnsaid } from '../src/store/unsaid-repository.ts';
import { transactionEvent } from './simulated-bank.ts';

const postgres = await postgresServer();
afterAll(() => postgres.close());

/** One transaction at a time is open on the embedded database: there nothing is said at once. */
describe.skipIf(postgres.absent !== null)(postgres.suite('what is said at once'), () => {
  let server: DatabaseServer;
  let database: Database;
  const said: NewEvent[] = [];
  const unitOf = (tx: never) => ({ tx, emit: (event: NewEvent<never>) => void said.push(event) });
  const metrics = createAnalyticsMetrics(createMetrics());
  const handler = createBankTransactionsHandler({ models: () => NO_MODELS, metrics, timeZone: 'Asia/Kolkata', currency: 'INR' });
  beforeAll(async () => {
    server = await openDatabase({ DATA_DIR: '', DATABASE_URL: postgres.url as string }, { logger });
    database = server.connect({ name: 'analytics', connections: 4 });
    await migrate(database, 'analytics', migrations);
  });
  afterAll(() => server?.close());

  const version = (mcc: string, sequence: number) => {
    const amount = { minor: -45_000, currency: 'INR' };
    const data: Transaction = {
      ...{ customerId: 'c', transactionId: 't', amount, date: '2026-07-01', status: 'posted', source: 'bank' },
      merchant: { id: 'M1', name: 'Corner', mcc },
    };
    return transactionEvent(data, { intake: 'live', sequence });
  };
  const apply = (event: ReturnType<typeof version>) => database.transaction((tx) => handler.apply([event], unitOf(tx as never)));
  const waiting = (count: number) =>
    eventually(`${count} wait`, async () => {
      const { rows } = await sql<{ waiting: number }>`
        select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        database.sql,
      );
      return rows[0]?.waiting === count;
    });

  it('of a transaction, after a rebuild and by a lane, has sequences of its own, the newest version last', async () => {
    await apply(version('5411', 1));
    await sql`insert into analytics.unsaid (customer_id, source, transaction_id) values ('c', 'bank', 't')`.execute(database.sql);
    const [locked, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = database.transaction(async (tx) => {
      await sql`select from analytics.transactions where transaction_id = 't' for update`.execute(tx);
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    const cause = { id: 'rebuild', time: '2026-07-01T00:00:00Z', intake: 'history' } as const;
    const afterRebuild = database.transaction(async (tx) => {
      for (const entry of await takeUnsaid(tx, ['c'], 10)) emitEntry(unitOf(tx as never), entry, cause);
    });
    await waiting(1);
    const byLane = apply(version('5812', 2));
    await waiting(2);
    release.resolve();
    await Promise.all([holding, afterRebuild, byLane]);
    const ours = said.filter(({ topic }) => topic.name === 'insights.transactions').toSorted((one, other) => one.sequence - other.sequence);
    expect(ours.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    expect(ours.at(-1)?.data).toMatchObject({ category: 'dining' });
  });
});
