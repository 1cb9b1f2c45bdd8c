import { once } from 'node:events';
import { decodeEvent } from '@munshi/events/event';
import { AppError } from '@munshi/service-kit/errors';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { EffectHandler } from '../src/delivery.ts';
import { inboxId } from '../src/inbox.ts';
import { createBench, type Fact, factRecord, facts, idle, incoming, numbersOf, type StackUnderTest, upTo } from './contract-setup.ts';

type Numbers = readonly number[];

export function describeEffects(under: StackUnderTest): void {
  const bench = createBench(under);

  /** Keeps numbers outside the database, by their id, as a vector store would. */
  function effect(outside: Set<number>, perform?: (plan: Numbers) => Promise<void>): EffectHandler<Fact, Numbers, Numbers> {
    return {
      topic: incoming,
      plan: async (events) => events.map(({ data }) => data.n),
      async perform(plan) {
        for (const n of plan) outside.add(n);
        await perform?.(plan);
        return plan;
      },
      async store(events, outcome, unit) {
        expect(outcome).toEqual(events.map(({ data }) => data.n));
        await bench.write(events, unit);
      },
    };
  }

  test('plans, performs outside of any transaction, stores and emits', async () => {
    const outside = new Set<number>();
    const handler = effect(outside, async () => {
      // A query of its own would hang on the embedded database if a transaction were open.
      await bench.count('inbox');
    });
    await bench.stack.bus.publish([...facts('asha', 1, 10), ...facts('asha', 5, 10)]);
    const delivery = await bench.start({ handlers: [handler] });
    await eventually('published', () => bench.published().length === 10);
    await idle(bench, delivery);
    expect([...outside]).toEqual(upTo(10));
    expect(numbersOf(await bench.ledger())).toEqual(upTo(10));
  });

  test('an effect whose storing failed is performed again, with the same result', async () => {
    const outside = new Set<number>();
    let performed = 0;
    const handler = effect(outside, async () => {
      performed += 1;
    });
    const failing: typeof handler = {
      ...handler,
      async store(events, outcome, unit) {
        await handler.store(events, outcome, unit);
        if (performed === 1) throw new AppError('gone for a moment', { code: 'TEST_AWAY', failure: 'unavailable' });
      },
    };
    await bench.stack.bus.publish(facts('asha', 1, 5));
    const delivery = await bench.start({ handlers: [failing] });
    await idle(bench, delivery);
    expect(performed).toBeGreaterThan(1);
    expect([...outside]).toEqual(upTo(5));
    expect(numbersOf(await bench.ledger())).toEqual(upTo(5));
    expect(numbersOf(bench.published())).toEqual(upTo(5));
  });

  test('content that the vendor refuses is isolated and dead, its neighbours are stored', async () => {
    const outside = new Set<number>();
    const handler = effect(outside, async (plan) => {
      if (plan.includes(7)) throw new AppError('not this one', { code: 'TEST_REFUSED', failure: 'refused' });
    });
    await bench.stack.bus.publish(facts('asha', 1, 12));
    const delivery = await bench.start({ handlers: [handler] });
    await idle(bench, delivery);
    await eventually('the dead letter', () => bench.deadLetters().length === 1);
    expect(numbersOf(await bench.ledger())).toEqual(upTo(12).filter((n) => n !== 7));
  });

  test('a call under way is told to stop, and does not hold up the end', async () => {
    let aborted = false;
    let called = false;
    const handler = effect(new Set());
    const hanging: typeof handler = {
      ...handler,
      perform: async (_plan, signal) => {
        called = true;
        if (!signal.aborted) await once(signal, 'abort');
        aborted = true;
        throw new Error('aborted');
      },
    };
    await bench.stack.bus.publish(facts('asha', 1, 1));
    const delivery = await bench.start({ handlers: [hanging] });
    await eventually('the call', () => called);
    await delivery.stop();
    expect(aborted).toBe(true);
    expect(await bench.ledger()).toEqual([]);
    expect(bench.deadLetters()).toEqual([]);
  });

  test('what was applied meanwhile by somebody else is not stored a second time', async () => {
    let isFirst = true;
    const handler = effect(new Set(), async () => {
      if (!isFirst) return;
      isFirst = false;
      const { database, schema } = bench.stack;
      const event = inboxId(decodeEvent(incoming, factRecord('asha', 2)));
      await sql`insert into ${sql.id(schema, 'inbox')} (event) values (${event}::uuid)`.execute(database.sql);
    });
    await bench.stack.bus.publish(facts('asha', 1, 3));
    const delivery = await bench.start({ handlers: [handler] });
    await idle(bench, delivery);
    expect(numbersOf(await bench.ledger())).toEqual([1, 3]);
  });
}
