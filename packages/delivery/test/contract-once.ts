import { eventually } from '@munshi/testing/eventually';
import { expect, test } from 'vitest';
import { createBench, facts, idle, numbersOf, type StackUnderTest, upTo } from './contract-setup.ts';

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
    await bench.stack.bus.publish([...facts('asha', 1, 3), ...facts('asha', 1, 3)]);
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
}
