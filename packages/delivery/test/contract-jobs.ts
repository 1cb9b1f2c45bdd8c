import type { Batch } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Handler, UnitOfWork } from '../src/delivery.ts';
import {
  createBench,
  factEvent,
  factRecord,
  facts,
  idle,
  incoming,
  numbersOf,
  type StackUnderTest,
  untilAwaited,
  upTo,
} from './contract-setup.ts';

const CONNECTIONS = 6;
const CUSTOMERS = ['asha', 'vir', 'mira', 'dev', 'tara', 'jai'];

/** Routes and jobs beside the batches of the same customers, each on connections of their own. */
export function describeJobs(under: StackUnderTest): void {
  const bench = createBench(under);

  /** A database that tells of what was lost to a deadlock: deliveries would only try again. */
  function watched(): { readonly database: Database; deadlocks(): number } {
    const database = bench.stack.connect(CONNECTIONS);
    let deadlocks = 0;
    return {
      deadlocks: () => deadlocks,
      database: {
        ...database,
        async transaction(work) {
          try {
            return await database.transaction(work);
          } catch (error) {
            if (String(error).includes('40P01')) deadlocks += 1;
            throw error;
          }
        },
      },
    };
  }

  /** Adds `by` to each customer's row, all of them locked in their order first. */
  async function add({ tx }: UnitOfWork, customers: readonly string[], by: number): Promise<void> {
    const given = JSON.stringify(customers);
    const rows = sql.id(bench.stack.schema, 'totals');
    await sql`select from ${rows} where customer_id in (select json_array_elements_text(${given}::json)) order by customer_id for update`.execute(
      tx,
    );
    await sql`update ${rows} set total = total + ${by} where customer_id in (select json_array_elements_text(${given}::json))`.execute(tx);
  }

  const handler: Handler = {
    topic: incoming,
    async apply(events, unit) {
      for (const { key } of events) await add(unit, [key], 1);
    },
  };

  async function makeTotals(): Promise<void> {
    const rows = sql.id(bench.stack.schema, 'totals');
    await sql`create table ${rows} (customer_id text primary key, total int not null)`.execute(bench.stack.database.sql);
    await sql`insert into ${rows} select json_array_elements_text(${JSON.stringify(CUSTOMERS)}::json), 0`.execute(bench.stack.database.sql);
  }

  async function totals(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await sql<{ id: string; total: number }>`
      select customer_id as id, total from ${sql.id(bench.stack.schema, 'totals')}`.execute(bench.stack.database.sql);
    return Object.fromEntries(rows.map(({ id, total }) => [id, total]));
  }

  function batchOf(n: number): Batch {
    const lane = bench.stack.bus.laneOf(incoming, 'asha');
    const records = facts('asha', n, n).map((record) => ({
      ...record,
      partition: lane.partition,
      offset: BigInt(n),
      timestamp: Date.now(),
    }));
    return { lane, topic: incoming.name, records, signal: new AbortController().signal, heartbeat: async () => undefined };
  }

  test('a batch that comes while a job has its customer waits for the job, and neither is lost to a deadlock', async () => {
    await makeTotals();
    const { database, deadlocks } = watched();
    const { delivery, subscription } = await bench.captive({ database, handlers: [handler] });
    await subscription.onLaneAssigned?.(bench.stack.bus.laneOf(incoming, 'asha'));
    const holding = Promise.withResolvers<void>();
    const job = delivery.transaction({ customer: ['asha'] }, async (unit) => {
      await add(unit, ['asha'], 100);
      holding.resolve();
      await untilAwaited(unit.tx, bench.stack);
      unit.emit(factEvent('asha', 1));
    });
    await holding.promise;
    await Promise.all([job, subscription.onBatch(batchOf(1))]);
    expect(deadlocks()).toBe(0);
    expect(await totals()).toMatchObject({ asha: 101 });
    await eventually('published', () => bench.published('asha').length > 0);
  });

  test('jobs over many customers and the batches of all their lanes go on beside each other, none lost to a deadlock', async () => {
    await makeTotals();
    const { database, deadlocks } = watched();
    const delivery = await bench.start({ database, handlers: [handler] });
    const rounds = upTo(15);
    const jobs = [CUSTOMERS, CUSTOMERS.toReversed()].map(async (customers, job) => {
      for (const round of rounds) {
        await delivery.transaction({ customer: customers }, async (unit) => {
          for (const customer of customers.toSorted()) await add(unit, [customer], 1_000);
          for (const customer of customers) unit.emit(factEvent(customer, job * 100 + round));
        });
      }
    });
    const feed = (async () => {
      for (const n of upTo(30)) await bench.stack.bus.publish(CUSTOMERS.map((customer) => factRecord(customer, n)));
    })();
    await Promise.all([...jobs, feed]);
    await idle(bench, delivery);
    expect(deadlocks()).toBe(0);
    expect(await totals()).toEqual(Object.fromEntries(CUSTOMERS.map((customer) => [customer, 30_030])));
    await eventually('published', () => bench.published().length >= CUSTOMERS.length * 30);
    for (const customer of CUSTOMERS) {
      const said = [...new Set(numbersOf(bench.published(customer)))];
      for (const job of [0, 100]) expect(said.filter((n) => n > job && n <= job + 15)).toEqual(rounds.map((n) => n + job));
    }
    expect(bench.deadLetters()).toEqual([]);
  });
}
