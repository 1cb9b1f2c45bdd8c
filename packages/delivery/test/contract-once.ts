import type { TopicDefinition } from '@munshi/events/topic';
import { eventually } from '@munshi/testing/eventually';
import { fixedClock } from '@munshi/testing/fixed-clock';
import { expect, test } from 'vitest';
import { createInbox } from '../src/inbox.ts';
import { createBench, facts, idle, incoming, numbersOf, type StackUnderTest, upTo } from './contract-setup.ts';

export function describeOnce(under: StackUnderTest): void {
  const bench = createBench(under);

  test('events in their order, and what they emit', async () => {
    await bench.stack.bus.publish(facts('asha', 1, 5));
    const delivery = await bench.start();
    await eventually('all published', () => bench.published().length === 5);
    await bench.stack.bus.publish(facts('asha', 6, 9));
    await eventually('all published', () => bench.published().length === 9);
    await idle(bench, delivery);
    expect(numbersOf(await bench.ledger())).toEqual(upTo(9));
    expect(numbersOf(bench.published())).toEqual(upTo(9));
    expect(await bench.count('inbox')).toBe(9);
  });

  test('duplicates, in one batch and later, are applied once', async () => {
    await bench.stack.bus.publish([...facts('asha', 1, 3), ...facts('asha', 1, 2)]);
    const delivery = await bench.start();
    await idle(bench, delivery);
    await bench.stack.bus.publish([...facts('asha', 2, 5)]);
    await eventually('the last one', async () => (await bench.ledger()).some(({ n }) => n === 5));
    await idle(bench, delivery);
    expect(numbersOf(await bench.ledger())).toEqual(upTo(5));
    expect(numbersOf(bench.published())).toEqual(upTo(5));
  });

  test('a crash before the offset commit delivers again, without effect', async () => {
    let crashes = 0;
    bench.faults.commit = () => crashes++ < 2;
    await bench.stack.bus.publish(facts('asha', 1, 4));
    const delivery = await bench.start();
    await idle(bench, delivery);
    expect(crashes).toBeGreaterThan(2);
    expect(numbersOf(await bench.ledger())).toEqual(upTo(4));
    expect(numbersOf(bench.published())).toEqual(upTo(4));
  });

  test('ids are kept for ever, or as long as their record or its dead letter can come again', async () => {
    const short = { ...incoming, name: 'test.short', retentionDays: 90 };
    const clock = fixedClock('2026-01-01T00:00:00Z');
    await bench.stack.bus.ensureTopics([short as TopicDefinition]);
    const other = { topic: short, apply: bench.write };
    const delivery = await bench.start({ handlers: [bench.handler(), other], clock });
    const renamed = facts('vir', 1, 2).map((record) => ({
      ...record,
      topic: short.name,
      headers: { ...record.headers, ce_type: `munshi.${short.name}.v1` },
    }));
    await bench.stack.bus.publish([...facts('asha', 1, 3), ...renamed]);
    await eventually('applied', async () => (await bench.ledger()).length === 5);
    await idle(bench, delivery);
    const inbox = createInbox(bench.stack.database, bench.stack.schema);
    clock.advance(150 * 86_400_000);
    await inbox.prune(clock.now());
    expect(await bench.count('inbox')).toBe(5);
    clock.advance(86_400_000);
    await inbox.prune(clock.now());
    expect(await bench.count('inbox')).toBe(3);
  });
}
