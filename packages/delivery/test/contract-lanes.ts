import type { Batch, SharedSubscription } from '@munshi/bus/bus';
import type { SqlTransaction } from '@munshi/database/database';
import { DEAD_LETTER_HEADERS } from '@munshi/events/dead-letter';
import { decodeEvent } from '@munshi/events/event';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Handler } from '../src/delivery.ts';
import { inboxId } from '../src/inbox.ts';
import {
  createBench,
  factEvent,
  factRecord,
  facts,
  incoming,
  numbersOf,
  type StackUnderTest,
  untilAwaited,
  upTo,
} from './contract-setup.ts';

export function describeLanes(under: StackUnderTest): void {
  const bench = createBench(under);

  /** The batch of numbers of a customer, as a bus would hand it over. */
  function batch(from: number, to: number): Batch {
    const lane = bench.stack.bus.laneOf(incoming, 'asha');
    const records = facts('asha', from, to).map((record, i) => ({
      ...record,
      partition: lane.partition,
      offset: BigInt(from + i),
      timestamp: Date.now(),
    }));
    return { lane, topic: incoming.name, records, signal: new AbortController().signal, heartbeat: async () => undefined };
  }

  const assign = (to: SharedSubscription) => to.onLaneAssigned?.(bench.stack.bus.laneOf(incoming, 'asha'));

  test('a zombie commits nothing once a newer owner has taken its lane', async () => {
    const { subscription: zombie } = await bench.captive();
    await assign(zombie);
    await zombie.onBatch(batch(1, 3));
    const { subscription: owner } = await bench.captive();
    await assign(owner);
    await expect(zombie.onBatch(batch(4, 6))).rejects.toMatchObject({ code: 'LANE_LOST' });
    expect(numbersOf(await bench.ledger())).toEqual([1, 2, 3]);
    await owner.onBatch(batch(3, 6));
    await expect(zombie.onBatch(batch(7, 7))).rejects.toMatchObject({ code: 'LANE_LOST' });
    expect(numbersOf(await bench.ledger())).toEqual(upTo(6));
    await eventually('published', () => bench.published().length === 6);
    expect(numbersOf(bench.published())).toEqual(upTo(6));
    expect(bench.deadLetters()).toEqual([]);
  });

  test('a zombie with an effect outside stores nothing of it', async () => {
    let finish: (() => void) | undefined;
    const slow: Handler = {
      topic: incoming,
      plan: async () => null,
      perform: () => new Promise<null>((resolve) => (finish = () => resolve(null))),
      store: (events, _outcome, unit) => bench.write(events, unit),
    };
    const { subscription: zombie } = await bench.captive({ handlers: [slow] });
    await assign(zombie);
    const late = expect(zombie.onBatch(batch(1, 3))).rejects.toMatchObject({ code: 'LANE_LOST' });
    await eventually('under way', () => finish);
    const { subscription: owner } = await bench.captive();
    await assign(owner);
    await owner.onBatch(batch(1, 3));
    finish?.();
    await late;
    expect(numbersOf(await bench.ledger())).toEqual([1, 2, 3]);
  });

  test('whoever takes a lane publishes what is left before anything new', async () => {
    const { delivery, subscription } = await bench.captive();
    await delivery.transaction({ customer: ['asha'] }, async (unit) => {
      for (const n of upTo(5)) unit.emit(factEvent('asha', n));
    });
    expect(await bench.count('outbox')).toBe(5);
    await assign(subscription);
    await subscription.onBatch(batch(6, 9));
    await eventually('published', () => bench.published().length >= 9);
    expect(numbersOf(bench.published())).toEqual(upTo(9));
  });

  test('a lane that is given up and given back goes on', async () => {
    const { subscription } = await bench.captive();
    await assign(subscription);
    await subscription.onBatch(batch(1, 2));
    subscription.onLaneRevoked?.(bench.stack.bus.laneOf(incoming, 'asha'));
    await assign(subscription);
    await subscription.onBatch(batch(2, 4));
    expect(numbersOf(await bench.ledger())).toEqual(upTo(4));
  });

  test('a record that no bus carries twice leaves its place and reason behind', async () => {
    const { subscription } = await bench.captive();
    await assign(subscription);
    const [good, keyless, huge] = batch(1, 3).records;
    if (good === undefined || keyless === undefined || huge === undefined) throw new Error('three records');
    const records = [good, { ...keyless, key: '' }, { ...huge, value: Buffer.alloc(1_100_000, 'x') }];
    await subscription.onBatch({ ...batch(1, 3), records });
    await eventually('dead letters', () => bench.deadLetters().length >= 2);
    const letters = new Map(bench.deadLetters().map((letter) => [letter.headers[DEAD_LETTER_HEADERS.offset], letter]));
    expect(letters.get('2')).toMatchObject({ key: 'unkeyed', value: null, headers: { [DEAD_LETTER_HEADERS.code]: 'EVENT_KEY_INVALID' } });
    expect(letters.get('3')).toMatchObject({ key: 'asha', value: null, headers: { [DEAD_LETTER_HEADERS.code]: 'EVENT_NOT_JSON' } });
    expect(numbersOf(await bench.ledger())).toEqual([1]);
  });

  test('a commit whose answer was lost is published all the same, before its batch is done', async () => {
    const { subscription } = await bench.captive();
    await assign(subscription);
    await subscription.onBatch(batch(1, 1));
    let answers = 0;
    bench.faults.database = () => (answers++ === 0 ? 'after' : false);
    await subscription.onBatch(batch(2, 4));
    expect(await bench.count('outbox')).toBe(0);
    await eventually('published', () => bench.published().length >= 4);
    expect(numbersOf(bench.published())).toEqual(upTo(4));
    expect(numbersOf(await bench.ledger())).toEqual(upTo(4));
  });

  describe('a batch that waits for its lane sees what its holder commits', () => {
    /** Runs a batch of the numbers 1 to 3 while another transaction holds the lane, and changes something in it when the batch waits. */
    async function meanwhile(change: (tx: SqlTransaction) => Promise<unknown>) {
      const { schema } = bench.stack;
      const database = bench.stack.connect(3);
      const { subscription } = await bench.captive({ database });
      await assign(subscription);
      const { id } = bench.stack.bus.laneOf(incoming, 'asha');
      const held = Promise.withResolvers<void>();
      const holding = database.transaction(async (tx) => {
        await sql`select from ${sql.id(schema, 'lanes')} where lane = ${id} for update`.execute(tx);
        held.resolve();
        await untilAwaited(tx, bench.stack);
        await change(tx);
      });
      await held.promise;
      const applied = subscription.onBatch(batch(1, 3));
      applied.catch(() => undefined);
      await holding;
      return applied;
    }
    const lanes = () => sql.id(bench.stack.schema, 'lanes');

    test('that another took it', async () => {
      await expect(meanwhile((tx) => sql`update ${lanes()} set epoch = epoch + 1`.execute(tx))).rejects.toMatchObject({
        code: 'LANE_LOST',
      });
      expect(await bench.ledger()).toEqual([]);
      expect(await bench.count('inbox')).toBe(0);
    });

    test('that a rebuild lets it stand still, and for how long', async () => {
      const { database } = bench.stack;
      const pausing = meanwhile((tx) => sql`update ${lanes()} set paused_until = clock_timestamp() + interval '1 hour'`.execute(tx));
      await eventually('paused', async () => {
        const { rows } = await sql`select from ${lanes()} where paused_until is not null`.execute(database.sql);
        return rows.length > 0;
      });
      expect(await bench.ledger()).toEqual([]);
      expect(await bench.count('inbox')).toBe(0);
      await sql`update ${lanes()} set paused_until = null`.execute(database.sql);
      await pausing;
      expect(numbersOf(await bench.ledger())).toEqual([1, 2, 3]);
    });

    test('what was applied', async () => {
      await meanwhile((tx) => {
        const event = inboxId(decodeEvent(incoming, factRecord('asha', 2)));
        return sql`insert into ${sql.id(bench.stack.schema, 'inbox')} (event) values (${event}::uuid)`.execute(tx);
      });
      expect(numbersOf(await bench.ledger())).toEqual([1, 3]);
    });
  });

  test('what another process wrote to the lane first is published first', async () => {
    const { subscription } = await bench.captive();
    const { delivery: elsewhere } = await bench.captive();
    await assign(subscription);
    await subscription.onBatch(batch(1, 1));
    await elsewhere.transaction({ customer: ['asha'] }, async (unit) => unit.emit(factEvent('asha', 2)));
    await subscription.onBatch(batch(3, 4));
    await eventually('published', () => bench.published().length >= 4);
    expect(numbersOf(bench.published())).toEqual(upTo(4));
  });
}
