import type { OutgoingRecord } from '@munshi/bus/bus';
import { AppError } from '@munshi/service-kit/errors';
import { eventually } from '@munshi/testing/eventually';
import { beforeEach, expect, test } from 'vitest';
import { createDeadLetterDesk, type DeadLetterDesk, type ReplayOptions } from '../src/dead-letter-desk.ts';
import type { Delivery, Handler } from '../src/delivery.ts';
import { createBench, factRecord, facts, idle, incoming, numbersOf, type StackUnderTest, upTo } from './contract-setup.ts';

/** A dead letter at once. */
const refusal = () => new AppError('cannot be used yet', { code: 'TEST_REFUSED', failure: 'refused' });

export function describeReplay(under: StackUnderTest): void {
  const bench = createBench(under);
  let desk: DeadLetterDesk;
  let broken: boolean;

  beforeEach(() => {
    desk = createDeadLetterDesk(bench.stack.bus, [incoming]);
    broken = true;
  });

  /** A service that refuses every event until it is mended. */
  async function startBroken(records: readonly OutgoingRecord[], error: () => Error = refusal): Promise<Delivery> {
    const handler = bench.handler({
      async apply(events, unit) {
        if (broken) throw error();
        await bench.write(events, unit);
      },
    });
    await bench.stack.bus.publish(records);
    const delivery = await bench.start({ handlers: [handler as Handler] });
    await eventually('dead letters', () => bench.deadLetters().length === records.length, 60_000);
    await idle(bench, delivery);
    return delivery;
  }

  const replay = (more: Partial<ReplayOptions> = {}) =>
    desk.replay({
      filter: {},
      after: null,
      limit: 500,
      perSecond: 10_000,
      dryRun: false,
      signal: new AbortController().signal,
      ...more,
    });

  test('a list holds nothing of what the values say; one letter opened holds it byte for byte', async () => {
    await startBroken([factRecord('asha', 41)], () => new TypeError('a bug that quotes asha'));
    const [letter] = await desk.list({});
    expect(letter).toMatchObject({
      service: 'analytics',
      topic: incoming.name,
      key: 'asha',
      eventId: 'asha:41',
      failure: 'failed',
      attempts: 4,
    });
    expect(letter?.shape).toEqual({ customerId: '•••', n: '•••' });
    expect(JSON.stringify(letter)).not.toContain('a bug that quotes');
    const opened = await desk.open(letter?.id ?? '');
    expect(opened).toMatchObject({ message: 'a bug that quotes asha', value: { text: '{"customerId":"asha","n":41}' } });
    expect(opened?.headers).toEqual(factRecord('asha', 41).headers);
    expect(await desk.open('analytics:0:999999')).toBeNull();
    expect(await desk.open('nobody:0:0')).toBeNull();
  });

  test('filters', async () => {
    const bad = { ...factRecord('ravi', 4), value: Buffer.from('no') };
    await startBroken([...facts('asha', 1, 2), factRecord('ravi', 3), bad], () => new TypeError('a bug'));
    const numbers = async (filter: Parameters<DeadLetterDesk['list']>[0]) => (await desk.list(filter)).map(({ eventId }) => eventId).sort();
    expect(await numbers({ customer: 'asha' })).toEqual(['asha:1', 'asha:2']);
    expect(await numbers({ failure: 'invalid' })).toEqual(['ravi:4']);
    expect(await numbers({ topic: 'another' })).toEqual([]);
    expect(await numbers({ service: 'notification' })).toEqual([]);
    expect(await numbers({ since: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await numbers({ since: new Date(Date.now() - 600_000) })).toHaveLength(4);
  });

  test('a dry run says how many and publishes nothing', async () => {
    const delivery = await startBroken(facts('asha', 1, 3));
    broken = false;
    expect(await replay({ dryRun: true })).toEqual({ replayed: 3, skipped: [], next: null });
    await idle(bench, delivery);
    expect(await bench.ledger()).toEqual([]);
  });

  test('after the cause is mended each is applied once, in order; a second replay changes nothing', async () => {
    const delivery = await startBroken([...facts('asha', 1, 20), ...facts('ravi', 1, 20)]);
    broken = false;
    expect(await replay()).toMatchObject({ replayed: 40, skipped: [], next: null });
    await eventually('applied', async () => (await bench.ledger()).length === 40);
    const applied = await bench.ledger();
    for (const customer of ['asha', 'ravi'])
      expect(numbersOf(applied.filter(({ customerId }) => customerId === customer))).toEqual(upTo(20));
    expect(await replay()).toMatchObject({ replayed: 40 });
    await idle(bench, delivery);
    expect(await bench.ledger()).toEqual(applied);
    expect(bench.published()).toHaveLength(40);
    expect(bench.deadLetters()).toHaveLength(40);
  });

  test('one that is ended half-way keeps its rate, and the next finishes it', async () => {
    const delivery = await startBroken(facts('asha', 1, 30));
    broken = false;
    const abort = new AbortController();
    const slow = replay({ perSecond: 20, signal: abort.signal });
    await eventually('some are applied', async () => (await bench.ledger()).length >= 4);
    abort.abort();
    expect((await slow).replayed).toBeLessThan(30);
    await idle(bench, delivery);
    expect((await bench.ledger()).length).toBeLessThan(30);
    expect((await replay()).replayed).toBe(30);
    await eventually('applied', async () => (await bench.ledger()).length === 30);
    expect(numbersOf(await bench.ledger())).toEqual(upTo(30));
  });

  test('goes on behind the last of the call before', async () => {
    const delivery = await startBroken([...facts('asha', 1, 5), ...facts('ravi', 1, 5)]);
    broken = false;
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const report = await replay({ after, limit: 4 });
      seen.push(report.replayed);
      after = report.next;
    } while (after !== null);
    expect(seen).toEqual([4, 4, 2]);
    await eventually('applied', async () => (await bench.ledger()).length === 10);
    await idle(bench, delivery);
  });

  test('what cannot be told from a new event is left out, with the reason', async () => {
    await startBroken([{ ...factRecord('asha', 1), headers: {} }]);
    const { replayed, skipped } = await replay();
    expect(replayed).toBe(0);
    expect(skipped).toEqual([{ id: expect.stringMatching(/^analytics:\d+:0$/), reason: expect.stringContaining('no event id') }]);
  });
}
