import { DEAD_LETTER_HEADERS } from '@munshi/events/dead-letter';
import { AppError } from '@munshi/service-kit/errors';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Handler } from '../src/delivery.ts';
import { readinessOf } from '../src/readiness.ts';
import { createBench, factRecord, facts, idle, incoming, numbersOf, type StackUnderTest, upTo } from './contract-setup.ts';

const without = (count: number, ...left: number[]): number[] => upTo(count).filter((n) => !left.includes(n));

export function describeFailures(under: StackUnderTest): void {
  const bench = createBench(under);

  /** The bench's handler, failing with `error` on certain numbers. */
  function failingOn(numbers: readonly number[], error: () => Error): Handler {
    return bench.handler({
      async apply(events, unit) {
        await bench.write(events, unit);
        if (events.some(({ data }) => numbers.includes(data.n))) throw error();
      },
    });
  }

  test('failed: the record is isolated, tried four times, then a dead letter; its neighbours are applied', async () => {
    let tries = 0;
    const bug = () => {
      tries += 1;
      return new Error('a bug');
    };
    const records = facts('asha', 1, 50);
    // A duplicate of a record that is given up is not given up a second time.
    await bench.stack.bus.publish([...records, ...facts('asha', 17, 17)]);
    const delivery = await bench.start({ handlers: [failingOn([17, 33], bug)] });
    await idle(bench, delivery);
    await eventually('dead letters', () => bench.deadLetters().length >= 2);
    expect(bench.deadLetters()).toHaveLength(2);
    expect(numbersOf(await bench.ledger())).toEqual(without(50, 17, 33));
    expect(numbersOf(bench.published())).toEqual(without(50, 17, 33));
    expect(await bench.count('inbox')).toBe(48);
    const [letter] = bench.deadLetters();
    expect(letter?.key).toBe('asha');
    expect(letter?.value).toEqual(records[16]?.value);
    expect(letter?.headers).toMatchObject({
      ...records[16]?.headers,
      [DEAD_LETTER_HEADERS.topic]: incoming.name,
      [DEAD_LETTER_HEADERS.failure]: 'failed',
      [DEAD_LETTER_HEADERS.message]: 'a bug',
      [DEAD_LETTER_HEADERS.attempts]: '4',
    });
    expect(tries).toBeGreaterThan(8);
  });

  test('a replayed dead letter is applied, once', async () => {
    let broken = true;
    const handler = bench.handler({
      async apply(events, unit) {
        if (broken && events.some(({ data }) => data.n === 2)) throw new Error('a bug, fixed later');
        await bench.write(events, unit);
      },
    });
    await bench.stack.bus.publish(facts('asha', 1, 3));
    const delivery = await bench.start({ handlers: [handler as Handler] });
    const letter = await eventually('the dead letter', () => bench.deadLetters()[0]);
    broken = false;
    const ours = new Set<string>(Object.values(DEAD_LETTER_HEADERS));
    const headers = Object.fromEntries(Object.entries(letter.headers).filter(([name]) => !ours.has(name)));
    const replayed = { topic: incoming.name, key: letter.key, value: letter.value, headers };
    await bench.stack.bus.publish([replayed, replayed]);
    await bench.stack.bus.publish([replayed]);
    await eventually('applied', async () => (await bench.ledger()).length === 3);
    await idle(bench, delivery);
    expect(numbersOf(await bench.ledger())).toEqual([1, 3, 2]);
  });

  test('invalid: no event, or refused by the handler, is a dead letter at once, byte for byte', async () => {
    const refused = () => new AppError('cannot be used', { code: 'TEST_REFUSED', failure: 'refused' });
    const bytes = Buffer.from([0x7b, 0xff, 0x00, 0x22]);
    const good = factRecord('asha', 3);
    const noJson = { ...good, value: bytes };
    const noHeaders = { ...good, headers: {} };
    const wrongData = { ...good, value: Buffer.from('{"customerId":"asha","n":"three"}') };
    const noData = { ...good, value: null };
    await bench.stack.bus.publish([...facts('asha', 1, 2), noJson, noHeaders, wrongData, noData, ...facts('asha', 3, 4)]);
    const delivery = await bench.start({ handlers: [failingOn([4], refused)] });
    await idle(bench, delivery);
    await eventually('dead letters', () => bench.deadLetters().length === 5);
    expect(numbersOf(await bench.ledger())).toEqual([1, 2, 3]);
    const codes = bench.deadLetters().map(({ headers }) => headers[DEAD_LETTER_HEADERS.code]);
    expect(codes).toEqual(['EVENT_NOT_JSON', 'EVENT_ATTRIBUTE_MISSING', 'EVENT_SCHEMA', 'EVENT_DATA_MISSING', 'TEST_REFUSED']);
    expect(bench.deadLetters().map(({ headers }) => headers[DEAD_LETTER_HEADERS.attempts])).toEqual(['1', '1', '1', '1', '1']);
    expect(bench.deadLetters()[0]?.value).toEqual(bytes);
    expect(bench.deadLetters()[3]?.value).toBeNull();
  });

  test('the offset waits for the dead letter', async () => {
    let letters = 0;
    bench.faults.publish = (records) =>
      records.some(({ topic }) => topic.endsWith('dead-letters')) && letters++ < 3 ? 'throw' : undefined;
    await bench.stack.bus.publish([{ ...factRecord('asha', 1), value: Buffer.from('no') }, factRecord('asha', 2)]);
    const delivery = await bench.start();
    await idle(bench, delivery);
    await eventually('the dead letter', () => bench.deadLetters().length === 1);
    expect(letters).toBe(4);
    expect(numbersOf(await bench.ledger())).toEqual([2]);
  });

  test('unavailable: waits for as long as it takes, says for what, and goes on', async () => {
    let away = true;
    const handler = bench.handler({
      async apply(events, unit) {
        if (away) throw new AppError('the vendor is away', { code: 'TEST_VENDOR_AWAY', failure: 'unavailable' });
        await bench.write(events, unit);
      },
    });
    await bench.stack.bus.publish(facts('asha', 1, 20));
    const delivery = await bench.start({ handlers: [handler as Handler] });
    await eventually('waiting', async () => (await delivery.state()).waitingFor === 'TEST_VENDOR_AWAY');
    await eventually('its lag is told', async () => (await delivery.state()).lagMessages === 20);
    await eventually('the wait is told in seconds', async () => ((await delivery.state()).lagSeconds ?? 0) > 0.5);
    away = false;
    await idle(bench, delivery);
    expect(await delivery.state()).toMatchObject({ waitingFor: null, lagSeconds: 0, running: true });
    expect(numbersOf(await bench.ledger())).toEqual(upTo(20));
    expect(bench.deadLetters()).toEqual([]);
  });

  test('a database that is away for a while costs nothing but time', async () => {
    let away = 3;
    const delivery = await bench.start();
    bench.faults.database = () => away-- > 0;
    await bench.stack.bus.publish(facts('asha', 1, 20));
    await idle(bench, delivery);
    expect(numbersOf(await bench.ledger())).toEqual(upTo(20));
    expect(bench.deadLetters()).toEqual([]);
  });

  test('stops at once while it waits, and what it left comes again', async () => {
    const down = () => new AppError('away', { code: 'TEST_AWAY', failure: 'unavailable' });
    await bench.stack.bus.publish(facts('asha', 1, 3));
    const waiting = await bench.start({ handlers: [failingOn([2], down)] });
    await eventually('waiting', async () => (await waiting.state()).waitingFor !== null);
    await waiting.stop();
    expect(await bench.ledger()).toEqual([]);
    const delivery = await bench.start();
    await idle(bench, delivery);
    expect(numbersOf(await bench.ledger())).toEqual([1, 2, 3]);
  });

  test('an error that a handler catches and hides is not a success', async () => {
    let hidden = 0;
    const handler = bench.handler({
      async apply(events, unit) {
        await bench.write(events, unit);
        if (hidden++ === 0) await sql`select 1 / 0`.execute(unit.tx).catch(() => undefined);
      },
    });
    await bench.stack.bus.publish(facts('asha', 1, 3));
    const delivery = await bench.start({ handlers: [handler as Handler] });
    await idle(bench, delivery);
    expect(hidden).toBeGreaterThan(1);
    expect(numbersOf(await bench.ledger())).toEqual([1, 2, 3]);
  });

  test('a consumer that is dead or stopped is not ready, whatever else answers', async () => {
    const crashes: unknown[] = [];
    const { delivery, subscription } = await bench.captive({ onCrash: (error) => crashes.push(error) });
    const { bus, database } = bench.stack;
    expect((await readinessOf({ bus, database, delivery })).ready).toBe(true);
    subscription.onCrash(new Error('the consumer died'));
    expect(crashes).toHaveLength(1);
    expect((await readinessOf({ bus, database, delivery })).ready).toBe(false);
  });

  test('two handlers of one topic are refused', async () => {
    const twice = bench.handler() as Handler;
    await expect(bench.start({ handlers: [twice, twice] })).rejects.toMatchObject({ code: 'HANDLER_TWICE' });
  });
}
