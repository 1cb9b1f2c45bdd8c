import { randomUUID } from 'node:crypto';
import { eventually } from '@munshi/testing/eventually';
import { describe, expect, it } from 'vitest';
import { type Bench, type BusUnderTest, KEYS, PARTITIONS, record, records, sorted, testTopic, textOf } from './contract-setup.ts';

export function groupContract(bench: Bench, driver: BusUnderTest): void {
  describe('groups', () => {
    it('gives every group everything, and a late one what is retained', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const sent = records(topic, KEYS, 5);
      await bus.publish(sent);
      const early = await Promise.all([bench.member(bus, { topics: [topic] }), bench.member(bus, { topics: [topic] })]);
      for (const { received } of early) await eventually('all records', () => received.length === sent.length);
      const late = await bench.member(bus, { topics: [topic] });
      await eventually('all records', () => late.received.length === sent.length);
      for (const { texts } of [...early, late]) expect(sorted(texts())).toEqual(sorted(sent.map(textOf)));
    });

    it('goes on where the group was, in a new process', async () => {
      const first = await driver.open();
      const topic = testTopic();
      const group = `group-${randomUUID()}`;
      await first.ensureTopics([topic]);
      await first.publish(records(topic, KEYS, 3));
      const before = await bench.member(first, { group, topics: [topic] });
      await eventually('all records', () => before.received.length === 3 * KEYS.length);
      await first.close();
      const second = await bench.bus();
      const after = await bench.member(second, { group, topics: [topic] });
      await second.publish(KEYS.map((key) => record(topic, key, 'new')));
      await eventually('the new records', () => after.texts().filter((text) => text === 'new').length === KEYS.length);
      expect(new Set(after.texts())).toEqual(new Set(['new']));
    });

    it('keeps what failed for the next member of the group', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      const group = `group-${randomUUID()}`;
      await bus.ensureTopics([topic]);
      await bus.publish(records(topic, ['one'], 5));
      let failures = 0;
      const failing = await bench.member(bus, {
        group,
        topics: [topic],
        onBatch: async () => {
          failures += 1;
          throw new Error('never');
        },
      });
      await eventually('a failure', () => failures > 0);
      await failing.subscription.stop();
      const { texts } = await bench.member(bus, { group, topics: [topic] });
      await eventually('all records', () => texts().length === 5);
      expect(texts()).toEqual(['one:0', 'one:1', 'one:2', 'one:3', 'one:4']);
    });

    if (!driver.severalProcesses)
      it('has one member, and says so to a second', async () => {
        const bus = await bench.bus();
        const topic = testTopic();
        const group = `group-${randomUUID()}`;
        await bus.ensureTopics([topic]);
        const results = await Promise.allSettled([1, 2].map(() => bench.member(bus, { group, topics: [topic] })));
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
        expect(results[1]).toMatchObject({ reason: { code: 'BUS_GROUP_TAKEN' } });
      });

    if (driver.severalProcesses)
      it('shares its lanes between members, a lane of all topics to one, and moves them', async () => {
        const [one, two] = [await bench.bus(), await bench.another()];
        const topics = [testTopic(), testTopic()];
        const group = `group-${randomUUID()}`;
        await one.ensureTopics(topics);
        await two.ensureTopics(topics);
        const first = await bench.member(one, { group, topics });
        await eventually('all lanes at one member', () => first.subscription.lanes().length === PARTITIONS);
        const second = await bench.member(two, { group, topics });
        const lanes = (): string[] => [...first.subscription.lanes(), ...second.subscription.lanes()].map(({ id }) => id);
        await eventually('lanes shared', () => second.subscription.lanes().length > 0 && new Set(lanes()).size === lanes().length);
        await eventually('every lane has an owner', () => lanes().length === PARTITIONS);
        const sent = topics.flatMap((topic) => records(topic, KEYS, 5));
        await one.publish(sent);
        await eventually('all records', () => first.received.length + second.received.length >= sent.length);
        for (const member of [first, second]) {
          const own = new Set(member.subscription.lanes().map(({ id }) => id));
          expect(member.batches.every(({ lane }) => own.has(lane.id))).toBe(true);
          expect(new Set(member.batches.map(({ topic }) => topic)).size).toBe(topics.length);
        }
        expect(sorted([...first.texts(), ...second.texts()])).toEqual(sorted(sent.map(textOf)));
        await second.subscription.stop();
        await eventually('all lanes at one member', () => first.subscription.lanes().length === PARTITIONS);
        await one.publish(topics.flatMap((topic) => KEYS.map((key) => record(topic, key, 'last'))));
        await eventually('the last records', () => first.texts().filter((text) => text === 'last').length === 2 * KEYS.length);
      });
  });
}
