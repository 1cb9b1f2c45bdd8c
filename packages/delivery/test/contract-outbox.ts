import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import {
  createBench,
  factEvent,
  factRecord,
  facts,
  idle,
  incoming,
  numbersOf,
  outgoing,
  type StackUnderTest,
  upTo,
} from './contract-setup.ts';

const asha = { customer: ['asha'] };

export function describeOutbox(under: StackUnderTest): void {
  const bench = createBench(under);

  for (const fault of ['throw', 'hang'] as const) {
    test(`a crash between commit and publish (${fault}): the next owner publishes all of it, in order`, async () => {
      bench.faults.publish = () => fault;
      await bench.stack.bus.publish(facts('asha', 1, 30));
      const killed = await bench.start();
      await eventually('committed, not published', async () => (await bench.count('outbox')) === 30);
      await killed.stop();
      expect(bench.published()).toEqual([]);

      bench.faults.publish = undefined;
      await bench.stack.bus.publish(facts('asha', 31, 40));
      const delivery = await bench.start();
      await eventually('all published', () => bench.published().length >= 40);
      await idle(bench, delivery);
      expect(numbersOf(bench.published())).toEqual(upTo(40));
      expect(numbersOf(await bench.ledger())).toEqual(upTo(40));
    });
  }

  test('thousands that were left behind are published once and in order', async () => {
    const { delivery: elsewhere } = await bench.captive();
    await elsewhere.transaction(asha, async (unit) => {
      for (const n of upTo(2_345)) unit.emit(factEvent('asha', n));
    });
    const owner = await bench.start();
    await eventually('all published', () => bench.published().length >= 2_345);
    await idle(bench, owner);
    expect(numbersOf(bench.published())).toEqual(upTo(2_345));
  });

  test('events for keys of other lanes are published by the owners of those', async () => {
    const customers = ['asha', 'vir', 'mira', 'dev', 'tara', 'jai'];
    const crossing = bench.handler({
      // Each tells of the next one: lanes lock each other's crosswise.
      async apply(events, unit) {
        for (const { key, data } of events) unit.emit(factEvent(customers[(customers.indexOf(key) + 1) % customers.length] ?? '', data.n));
      },
    });
    const delivery = await bench.start({ handlers: [crossing] });
    for (const n of upTo(30)) await bench.stack.bus.publish(customers.map((customer) => factRecord(customer, n)));
    await idle(bench, delivery);
    await eventually('all published', () => bench.published().length >= 180);
    for (const customer of customers) expect(numbersOf(bench.published(customer))).toEqual(upTo(30));
    expect(bench.deadLetters()).toEqual([]);
  });

  test('an event emitted after its transaction is refused', async () => {
    const delivery = await bench.start();
    const late = await delivery.transaction(asha, async (unit) => unit);
    expect(() => late.emit(factEvent('asha', 1))).toThrow('after its transaction');
  });

  test('a publish that fails for a while is repeated until it works, and nothing overtakes', async () => {
    let failures = 0;
    bench.faults.publish = () => (failures++ < 3 ? 'throw' : undefined);
    await bench.stack.bus.publish(facts('asha', 1, 10));
    const delivery = await bench.start();
    await delivery.transaction(asha, async (unit) => unit.emit(factEvent('asha', 11)));
    await eventually('all published', () => bench.published().length >= 11);
    await idle(bench, delivery);
    expect(failures).toBeGreaterThan(3);
    const numbers = numbersOf(bench.published());
    expect([...numbers].sort((a, b) => a - b)).toEqual(upTo(11));
    expect(numbers.filter((n) => n <= 10)).toEqual(upTo(10));
  });

  test('what a route or job emits is published promptly, in the order of its transactions', async () => {
    const delivery = await bench.start();
    await idle(bench, delivery);
    for (const n of upTo(20)) await delivery.transaction(asha, async (unit) => unit.emit(factEvent('asha', n)));
    await eventually('all published', () => bench.published().length === 20);
    await idle(bench, delivery);
    expect(numbersOf(bench.published())).toEqual(upTo(20));
  });

  // Without waking the owner each round would wait for its look at the outbox, once a second: a minute in all.
  test('the owner of a lane is woken by who writes to it in the same process', { timeout: 25_000 }, async () => {
    const crossing = bench.handler({ apply: async (events, unit) => unit.emit(factEvent('vir', events[0]?.data.n ?? 0)) });
    const delivery = await bench.start({ handlers: [crossing] });
    for (const n of upTo(30)) {
      await delivery.transaction(asha, async (unit) => unit.emit(factEvent('asha', n)));
      await eventually('the event of the transaction', () => bench.published('asha').length === n);
    }
    for (const n of upTo(30)) {
      await bench.stack.bus.publish([factRecord('asha', n)]);
      await eventually('the event of the other lane', () => bench.published('vir').length === n);
    }
  });

  test('what is emitted in a transaction that fails is never published', async () => {
    const delivery = await bench.start();
    const failing = delivery.transaction(asha, async (unit) => {
      unit.emit(factEvent('asha', 1));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await delivery.transaction(asha, async (unit) => unit.emit(factEvent('asha', 2)));
    await eventually('the other', () => bench.published().length > 0);
    expect(numbersOf(bench.published())).toEqual([2]);
  });

  test('a statement error that the work caught still fails its transaction', async () => {
    const delivery = await bench.start();
    const swallowing = delivery.transaction(asha, async ({ tx }) => {
      await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    });
    await expect(swallowing).rejects.toThrow();
  });

  test('what a process without lanes writes is published by the owner of the lane', async () => {
    const owner = await bench.start();
    await idle(bench, owner);
    const { delivery: elsewhere } = await bench.captive();
    await elsewhere.transaction(asha, async (unit) => {
      for (const n of upTo(5)) unit.emit(factEvent('asha', n));
    });
    await eventually('published by the owner', () => bench.published().length === 5);
    expect(numbersOf(bench.published())).toEqual(upTo(5));
  });

  test('what nobody could publish is refused in the transaction that emits it', async () => {
    const delivery = await bench.start();
    const emitting = (event: object) => delivery.transaction(asha, async (unit) => unit.emit({ ...factEvent('asha', 1), ...event }));
    const foreign = { topic: incoming };
    await expect(emitting(foreign)).rejects.toMatchObject({ code: 'EMIT_FOREIGN_TOPIC' });
    await expect(emitting({ topic: { ...outgoing, keyspace: 'document' } })).rejects.toMatchObject({ code: 'EMIT_UNOWNED_LANE' });
    await expect(emitting({ data: { customerId: 'asha', n: 'one' } })).rejects.toMatchObject({ code: 'EMIT_INVALID' });
    await expect(emitting({ key: 'vir' })).rejects.toMatchObject({ code: 'EMIT_UNNAMED_KEY' });
    await expect(emitting({ key: '' })).rejects.toMatchObject({ code: 'EMIT_INVALID' });
    await expect(emitting({ subject: 'x'.repeat(1_000_000) })).rejects.toMatchObject({ code: 'EMIT_INVALID' });
    expect(await bench.count('outbox')).toBe(0);
  });
}
