import { randomUUID } from 'node:crypto';
import { bankCustomers } from '@munshi/events/customer';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import type { Handler, TransactionalHandler } from '../src/delivery.ts';
import { createRebuilder } from '../src/rebuild/open-rebuild.ts';
import type { ReadModel, Rebuilder, RebuildJob, Schemas } from '../src/rebuild/rebuild.ts';
import { createBench, type Fact, factRecord, facts, idle, outgoing, recordOf, type StackUnderTest, upTo } from './contract-setup.ts';

interface Total {
  readonly customerId: string;
  readonly batches: readonly number[];
}

/** The read model: of each customer what came, batch by batch, so that another order or another cut shows. */
const table = (schema: string, name = 'totals') => sql.id(schema, name);

export function describeRebuild(under: StackUnderTest): void {
  const bench = createBench(under);
  let rebuilders: Rebuilder[] = [];

  afterEach(async () => {
    await Promise.all(rebuilders.map((rebuilder) => rebuilder.stop()));
    rebuilders = [];
  });

  const create = (name: string) => ({
    name: '001-totals',
    async up(tx: Parameters<ReadModel['migrations'][number]['up']>[0]) {
      await sql`create table ${table(name)} (customer_id text primary key, batches json not null)`.execute(tx);
    },
  });

  function totals(more: Partial<TransactionalHandler<Fact>> = {}): TransactionalHandler<Fact> {
    return bench.handler({
      async apply(events, unit) {
        for (const [customerId, own] of Map.groupBy(events, ({ key }) => key)) {
          const sum = own.reduce((total, { data }) => total + data.n, 0);
          await sql`insert into ${table(bench.stack.schema)} as t values (${customerId}, json_build_array(${sum}::int))
            on conflict (customer_id) do update set batches = (t.batches::jsonb || excluded.batches::jsonb)::json`.execute(unit.tx);
        }
        await bench.write(events, unit);
      },
      ...more,
    });
  }

  async function begin(handler = totals()) {
    await create(bench.stack.schema).up(bench.stack.database.sql as never);
    return bench.start({ handlers: [handler as Handler], onErase: async (id, { tx }) => erase(id, tx) });
  }

  async function erase(customerId: string, tx: Parameters<NonNullable<ReadModel['onErase']>>[1]['tx']): Promise<void> {
    await sql`delete from ${table(bench.stack.schema)} where customer_id = ${customerId}`.execute(tx);
  }

  async function open(more: Partial<ReadModel> = {}): Promise<Rebuilder> {
    const { bus, database, schema } = bench.stack;
    const readModel = (_: Schemas): ReadModel => ({
      migrations: [ledgerToo(schema)],
      tables: ['totals'],
      handlers: [totals()],
      onErase: (id, { tx }) => erase(id, tx),
      ...more,
    });
    const rebuilder = createRebuilder({ service: 'analytics', schema, bus, database, readModel, logger: silentLogger });
    rebuilders.push(rebuilder);
    await rebuilder.open();
    return rebuilder;
  }

  /** The handler of the bench writes a ledger as well, which is no part of the read model. */
  const ledgerToo = (schema: string) => ({
    name: '001-totals',
    async up(tx: Parameters<ReadModel['migrations'][number]['up']>[0]) {
      await create(schema).up(tx);
      await sql`create table ${table(schema, 'ledger')} (i bigint generated always as identity, customer_id text not null, n int not null)`.execute(
        tx,
      );
    },
  });

  async function ended(rebuilder: Rebuilder): Promise<RebuildJob> {
    const { jobId } = await rebuilder.start();
    return eventually('the rebuild ends', async () =>
      (await rebuilder.jobs()).find((job) => job.jobId === jobId && job.state !== 'running'),
    );
  }

  async function rows(): Promise<Total[]> {
    const { rows: found } = await sql<Total>`
      select customer_id as "customerId", batches from ${table(bench.stack.schema)} order by 1`.execute(bench.stack.database.sql);
    return found;
  }

  async function shadows(): Promise<number> {
    const { rows: found } =
      await sql`select from pg_catalog.pg_namespace where starts_with(nspname, ${`${bench.stack.schema}_new_`})`.execute(
        bench.stack.database.sql,
      );
    return found.length;
  }

  const customers = ['a', 'b', 'c', 'd', 'e'];
  const sumOf = ({ batches }: Total) => batches.reduce((sum, n) => sum + n, 0);

  test('gives the same, row by row and batch by batch, and says nothing', async () => {
    const delivery = await begin();
    for (const from of [1, 4, 9]) {
      await bench.stack.bus.publish(customers.flatMap((customer) => facts(customer, from, from + 4)));
      await idle(bench, delivery);
    }
    const before = await rows();
    const said = bench.published().length;
    await sql`update ${table(bench.stack.schema)} set batches = '[]' where customer_id <> 'a'`.execute(bench.stack.database.sql);
    await sql`delete from ${table(bench.stack.schema)} where customer_id = 'a'`.execute(bench.stack.database.sql);
    const rebuilder = await open();
    for (let time = 1; time <= 2; time += 1) {
      expect(await ended(rebuilder)).toMatchObject({ state: 'done', done: customers.length * 13, error: null });
      expect(await rows()).toEqual(before);
    }
    await idle(bench, delivery);
    expect(bench.published()).toHaveLength(said);
    expect(await bench.ledger()).toHaveLength(customers.length * 13);
    expect(await shadows()).toBe(0);
  });

  test('goes on with what comes meanwhile: nothing lost, nothing twice', async () => {
    const delivery = await begin();
    await bench.stack.bus.publish(customers.flatMap((customer) => facts(customer, 1, 200)));
    await idle(bench, delivery);
    const rebuilder = await open();
    let published = 200;
    const { jobId } = await rebuilder.start();
    for (;;) {
      const job = (await rebuilder.jobs()).find((one) => one.jobId === jobId);
      if (job?.state !== 'running') break;
      published += 1;
      await bench.stack.bus.publish(customers.map((customer) => factRecord(customer, published)));
    }
    published += 1;
    await bench.stack.bus.publish(customers.map((customer) => factRecord(customer, published)));
    await idle(bench, delivery);
    expect((await rebuilder.jobs())[0]).toMatchObject({ state: 'done', error: null });
    const sum = upTo(published).reduce((total, n) => total + n, 0);
    expect((await rows()).map(sumOf)).toEqual(customers.map(() => sum));
    expect(bench.published('a').map(({ n }) => n)).toEqual(upTo(published));
  });

  test('what fails, dies or is stopped changes nothing and leaves nothing', async () => {
    const delivery = await begin();
    await bench.stack.bus.publish(customers.flatMap((customer) => facts(customer, 1, 9)));
    await idle(bench, delivery);
    const before = await rows();
    const broken = totals({ apply: async () => Promise.reject(new TypeError('a bug of the new version')) });
    const failed = await ended(await open({ handlers: [broken] }));
    expect(failed).toMatchObject({ state: 'failed', error: expect.stringContaining('cannot be applied anew') });
    expect([await rows(), await shadows()]).toEqual([before, 0]);

    const hanging = Promise.withResolvers<void>();
    const stuck = await open({ handlers: [totals({ apply: () => hanging.promise })] });
    await stuck.start();
    await eventually('the shadow is there', async () => (await shadows()) === 1);
    expect(await stuck.start()).toMatchObject({ state: 'running' });
    expect(await shadows()).toBe(1);
    const stopping = stuck.stop();
    hanging.resolve();
    await stopping;
    expect((await stuck.jobs())[0]).toMatchObject({ state: 'failed' });
    expect([await rows(), await shadows()]).toEqual([before, 0]);

    // As kill -9 leaves it: a row that says it runs, and its schema.
    const shadow = `${bench.stack.schema}_new_dead`;
    await sql`create schema ${sql.id(shadow)}`.execute(bench.stack.database.sql);
    await sql`insert into ${table(bench.stack.schema, 'rebuilds')} (job_id, state, phase, shadow, seen_at)
      values (${randomUUID()}::uuid, 'running', 'applying', ${shadow}, now() - interval '1 minute')`.execute(bench.stack.database.sql);
    const after = await open();
    expect(await shadows()).toBe(0);
    expect((await after.jobs()).filter(({ state }) => state === 'running')).toEqual([]);
    expect(await ended(after)).toMatchObject({ state: 'done' });
    expect(await rows()).toEqual(before);
  });

  test('who was erased stays erased, and what was buried stays buried', async () => {
    const poison = new Set(['c:3']);
    const strict = totals({
      async apply(events, unit) {
        if (events.some(({ id }) => poison.has(id))) throw new Error('a bug');
        await totals().apply(events, unit);
      },
    });
    const delivery = await begin(strict);
    await bench.stack.bus.publish(customers.flatMap((customer) => facts(customer, 1, 5)));
    await idle(bench, delivery);
    const id = 'gone:b';
    await bench.stack.bus.publish([
      recordOf(bankCustomers, { id, key: 'b', subject: 'b', sequence: 1, data: { customerId: 'b', status: 'erased' } }),
    ]);
    await idle(bench, delivery);
    const before = await rows();
    expect(before.map(({ customerId }) => customerId)).toEqual(['a', 'c', 'd', 'e']);
    poison.clear();
    expect(await ended(await open())).toMatchObject({ state: 'done' });
    expect(await rows()).toEqual(before);
    expect(before.find(({ customerId }) => customerId === 'c')?.batches.reduce((sum, n) => sum + n, 0)).toBe(12);
    expect(bench.deadLetters()).toHaveLength(1);
  });

  test('what the service has said is restored whole, and what no topic says is taken over', async () => {
    const delivery = await begin();
    await bench.stack.bus.publish(customers.flatMap((customer) => facts(customer, 1, 6)));
    await idle(bench, delivery);
    await sql`alter table ${table(bench.stack.schema)} add column note text`.execute(bench.stack.database.sql);
    await sql`update ${table(bench.stack.schema)} set note = 'by hand' where customer_id = 'd'`.execute(bench.stack.database.sql);
    const restored: string[] = [];
    const rebuilder = await open({
      handlers: [],
      restored: [
        {
          topic: outgoing,
          async apply(events, { tx }) {
            for (const { data } of events) {
              restored.push(`${data.customerId}:${data.n}`);
              await sql`insert into ${table(bench.stack.schema)} values (${data.customerId}, '[]') on conflict do nothing`.execute(tx);
            }
          },
        },
      ],
      async prepare(tx, { shadow }) {
        await sql`alter table ${table(shadow)} add column note text`.execute(tx);
      },
      async carryOver(tx, { live, shadow }) {
        await sql`update ${table(shadow)} s set note = l.note from ${table(live)} l where l.customer_id = s.customer_id`.execute(tx);
      },
    });
    expect(await ended(rebuilder)).toMatchObject({ state: 'done' });
    expect(restored.toSorted()).toEqual(customers.flatMap((customer) => upTo(6).map((n) => `${customer}:${n}`)).toSorted());
    const { rows: notes } = await sql<{ note: string }>`
      select note from ${table(bench.stack.schema)} where note is not null`.execute(bench.stack.database.sql);
    expect(notes).toEqual([{ note: 'by hand' }]);
  });
}
