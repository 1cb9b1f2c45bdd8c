import { bankCustomers, type Customer } from '@munshi/events/customer';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Handler, UnitOfWork } from '../src/delivery.ts';
import { createErasure } from '../src/erasure.ts';
import { createBench, type Fact, factEvent, factRecord, facts, idle, numbersOf, recordOf, type StackUnderTest } from './contract-setup.ts';

function profile(customerId: string, sequence: number, status: Customer['status'] = 'active') {
  const id = `profile:${customerId}:${sequence}`;
  return recordOf(bankCustomers, { id, key: customerId, subject: customerId, sequence, data: { customerId, status } });
}

export function describeErasure(under: StackUnderTest): void {
  const bench = createBench(under);

  const of = (rows: readonly Fact[], customerId: string) => numbersOf(rows.filter((row) => row.customerId === customerId));

  async function onErase(customerId: string, unit: UnitOfWork): Promise<void> {
    await sql`delete from ${sql.id(bench.stack.schema, 'ledger')} where customer_id = ${customerId}`.execute(unit.tx);
    unit.emit({ ...factEvent(customerId, 0), id: `gone:${customerId}` });
  }

  test('deletes what is there, says so, and later events of the customer change nothing', async () => {
    const delivery = await bench.start({ onErase });
    await bench.stack.bus.publish([...facts('asha', 1, 3), ...facts('vir', 1, 3)]);
    await eventually('applied', async () => (await bench.ledger()).length === 6);
    await bench.stack.bus.publish([profile('asha', 1, 'erased')]);
    await eventually('erased', async () => (await bench.count('erased_customers')) === 1);
    await bench.stack.bus.publish([...facts('asha', 4, 9), ...facts('vir', 4, 4)]);
    await eventually('the other customer', async () => (await bench.ledger()).length === 4);
    await idle(bench, delivery);
    expect(of(await bench.ledger(), 'asha')).toEqual([]);
    expect(of(await bench.ledger(), 'vir')).toEqual([1, 2, 3, 4]);
    await eventually('said so', () => bench.published('asha').some(({ n }) => n === 0));
    expect(numbersOf(bench.published('asha'))).toEqual([1, 2, 3, 0]);
  });

  test('what waits to be published of the customer is dropped, what a route still emits too', async () => {
    const { schema, bus, database } = bench.stack;
    const { delivery } = await bench.captive({ onErase });
    const emitted = async () => {
      const { rows } = await sql<{ key: string }>`select key from ${sql.id(schema, 'outbox')} order by id`.execute(database.sql);
      return rows.map(({ key }) => key);
    };
    const emitBoth = (n: number) =>
      delivery.transaction({ customer: ['asha', 'vir'] }, async (unit) => {
        unit.emit(factEvent('asha', n));
        unit.emit(factEvent('vir', n));
      });
    await emitBoth(1);
    await database.transaction((tx) => createErasure(schema, bus).note(tx, 'asha', new Date()));
    expect(await emitted()).toEqual(['vir']);
    await emitBoth(2);
    expect(await emitted()).toEqual(['vir', 'vir']);
  });

  test('profiles before the erasure, in its batch or after it, reach no handler', async () => {
    const seen: string[] = [];
    const profiles: Handler = {
      topic: bankCustomers,
      async apply(events) {
        for (const event of events) seen.push(`${event.key}:${event.sequence}:${(event.data as Customer).status}`);
      },
    };
    await bench.stack.bus.publish([profile('asha', 1), profile('asha', 2, 'erased'), profile('asha', 3), profile('vir', 1)]);
    const delivery = await bench.start({ handlers: [bench.handler() as Handler, profiles], onErase });
    await idle(bench, delivery);
    await bench.stack.bus.publish([profile('asha', 4), profile('vir', 2)]);
    await eventually('the other customer', () => seen.includes('vir:2:active'));
    expect(seen.filter((one) => one.startsWith('asha'))).toEqual([]);
  });

  test('an effect handler is told of the erasure, to remove what is outside', async () => {
    const removed: string[] = [];
    const outside: Handler = {
      topic: bankCustomers,
      plan: async (events) => events.filter(({ data }) => (data as Customer).status === 'erased').map(({ key }) => key),
      async perform(plan: string[]) {
        removed.push(...plan);
      },
      store: async () => undefined,
    };
    await bench.stack.bus.publish([profile('asha', 1), profile('asha', 2, 'erased')]);
    const delivery = await bench.start({ handlers: [outside], onErase });
    await idle(bench, delivery);
    expect(removed).toEqual(['asha']);
    expect(await bench.count('erased_customers')).toBe(1);
  });

  test('a record of an erased customer that is no event leaves no dead letter', async () => {
    const delivery = await bench.start({ onErase });
    await bench.stack.bus.publish([profile('asha', 1, 'erased')]);
    await eventually('erased', async () => (await bench.count('erased_customers')) === 1);
    const broken = (key: string) => ({ ...factRecord(key, 1), value: Buffer.from('no') });
    await bench.stack.bus.publish([broken('asha'), broken('vir')]);
    await eventually('a dead letter', () => bench.deadLetters().length > 0);
    await idle(bench, delivery);
    expect(bench.deadLetters().map(({ key }) => key)).toEqual(['vir']);
  });
}
