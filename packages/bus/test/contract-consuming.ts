import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '@munshi/testing/eventually';
import { describe, expect, it } from 'vitest';
import type { Batch } from '../src/bus.ts';
import { type Bench, KEYS, PARTITIONS, record, records, sorted, testTopic, textOf } from './contract-setup.ts';

const gate = (): { open: () => void; opened: Promise<void> } => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, opened: promise };
};

export function consumingContract(bench: Bench): void {
  describe('consuming', () => {
    it('hands out the same records again, in order, when the handler throws', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      await bus.publish(records(topic, ['one'], 5));
      const tried: string[][] = [];
      const { texts } = await bench.member(bus, {
        topics: [topic],
        async onBatch({ records: got }) {
          tried.push(got.map(textOf));
          if (tried.length < 3) throw new Error('not yet');
        },
      });
      await bus.publish([record(topic, 'one', 'later')]);
      await eventually('all records', () => texts().includes('later'));
      expect(tried[1]).toEqual(tried[0]);
      expect(tried[2]).toEqual(tried[0]);
      expect(texts()).toEqual(['one:0', 'one:1', 'one:2', 'one:3', 'one:4', 'later']);
    });

    it('commits nothing before the handler has resolved', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      const group = `group-${randomUUID()}`;
      await bus.ensureTopics([topic]);
      await bus.publish(records(topic, ['one'], 5));
      const { open, opened } = gate();
      let started = 0;
      const member = await bench.member(bus, {
        group,
        topics: [topic],
        async onBatch() {
          started += 1;
          await opened;
        },
      });
      await eventually('a batch in flight', () => started > 0);
      expect((await bus.lag(group, [topic])).messages).toBe(5);
      open();
      await eventually('everything committed', async () => (await bus.lag(group, [topic])).messages === 0);
      expect(member.texts()).toHaveLength(5);
    });

    it('does not let a failing lane stall the others', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const sick = bus.laneOf(topic, 'customer-0').id;
      let healthy = false;
      const { received } = await bench.member(bus, {
        topics: [topic],
        batchSize: 10,
        async onBatch({ lane }) {
          if (lane.id === sick && !healthy) throw new Error('sick');
        },
      });
      const sent = records(topic, KEYS, 60);
      await bus.publish(sent);
      const others = sent.filter(({ key }) => bus.laneOf(topic, key).id !== sick);
      await eventually('the records of the other lanes', () => received.length >= others.length);
      expect(sorted(received.map(textOf))).toEqual(sorted(others.map(textOf)));
      healthy = true;
      await eventually('the records of the sick lane', () => received.length >= sent.length);
      for (const key of KEYS) {
        const texts = received.filter((one) => one.key === key).map(textOf);
        expect(texts).toEqual(sent.filter((one) => one.key === key).map(textOf));
      }
    });

    it('handles one batch of a lane at a time, across topics, and no more than batchSize records in it', async () => {
      const bus = await bench.bus();
      const topics = [testTopic(), testTopic()];
      await bus.ensureTopics(topics);
      for (const topic of topics) await bus.publish(records(topic, KEYS, 30));
      const running = new Map<string, number>();
      let most = 0;
      let lanesAtOnce = 0;
      const { received, batches } = await bench.member(bus, {
        topics,
        batchSize: 7,
        async onBatch({ lane }) {
          running.set(lane.id, (running.get(lane.id) ?? 0) + 1);
          most = Math.max(most, running.get(lane.id) ?? 0);
          lanesAtOnce = Math.max(lanesAtOnce, [...running.values()].filter((count) => count > 0).length);
          await pause(2);
          running.set(lane.id, (running.get(lane.id) ?? 0) - 1);
        },
      });
      await eventually('all records', () => received.length === 2 * 30 * KEYS.length);
      expect(most).toBe(1);
      expect(lanesAtOnce).toBeGreaterThan(1);
      expect(Math.max(...batches.map((batch) => batch.records.length))).toBe(7);
      for (const { lane, topic, records: got } of batches) {
        expect(got.every((one) => one.topic === topic && one.partition === lane.partition)).toBe(true);
      }
    });

    it('finishes and commits what is in flight when it stops, and then is silent', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      const group = `group-${randomUUID()}`;
      await bus.ensureTopics([topic]);
      await bus.publish(records(topic, ['one'], 5));
      const { open, opened } = gate();
      const started: Batch[] = [];
      const member = await bench.member(bus, {
        group,
        topics: [topic],
        batchSize: 2,
        async onBatch(batch) {
          started.push(batch);
          await opened;
        },
      });
      await eventually('a batch in flight', () => started.length > 0);
      let stopped = false;
      const stopping = Promise.all([member.subscription.stop(), member.subscription.stop()]).then(() => {
        stopped = true;
      });
      await eventually('the signal', () => started[0]?.signal.aborted);
      expect(stopped).toBe(false);
      open();
      await stopping;
      await member.subscription.stop();
      expect(member.subscription.lanes()).toEqual([]);
      const handled = member.texts();
      expect(started).toHaveLength(1);
      await bus.publish([record(topic, 'one', 'after')]);
      const next = await bench.member(bus, { group, topics: [topic] });
      await eventually('the rest', () => next.texts().includes('after'));
      expect([...handled, ...next.texts()]).toEqual(['one:0', 'one:1', 'one:2', 'one:3', 'one:4', 'after']);
      expect(member.texts()).toEqual(handled);
    });

    it('says which lanes it has, before their first batch, and that it has them no more', async () => {
      const bus = await bench.bus();
      const topics = [testTopic(), testTopic({ keyspace: 'document', partitions: 1 })];
      await bus.ensureTopics(topics);
      const expected = [...Array.from({ length: PARTITIONS }, (_, i) => `customer-${i}`), 'document-0'];
      const assigned = new Set<string>();
      const revoked: string[] = [];
      const early: string[] = [];
      for (const topic of topics) await bus.publish(records(topic, KEYS, 1));
      const { received, subscription } = await bench.member(bus, {
        topics,
        async onLaneAssigned(lane) {
          await pause(50);
          assigned.add(lane.id);
        },
        onLaneRevoked: (lane) => revoked.push(lane.id),
        async onBatch({ lane }) {
          if (!assigned.has(lane.id)) early.push(lane.id);
        },
      });
      await eventually('all records', () => received.length === 2 * KEYS.length);
      expect(sorted([...assigned])).toEqual(sorted(expected));
      expect(sorted(subscription.lanes().map(({ id }) => id))).toEqual(sorted(expected));
      expect(early).toEqual([]);
      await subscription.stop();
      expect(sorted(revoked)).toEqual(sorted(expected));
    });

    it('tries to take a lane again when that fails', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      await bus.publish([record(topic, 'one', 'one')]);
      const tries = new Map<string, number>();
      const { texts } = await bench.member(bus, {
        topics: [topic],
        async onLaneAssigned({ id }) {
          tries.set(id, (tries.get(id) ?? 0) + 1);
          if ((tries.get(id) ?? 0) < 2) throw new Error('the database is away');
        },
      });
      await eventually('the record', () => texts().length === 1);
    });

    it('counts how far a group is behind, by topic', async () => {
      const bus = await bench.bus();
      const topics = [testTopic(), testTopic()] as const;
      const group = `group-${randomUUID()}`;
      await bus.ensureTopics(topics);
      await bus.publish([...records(topics[0], KEYS, 2), ...records(topics[1], KEYS, 1)]);
      const expected = { messages: 36, byTopic: { [topics[0].name]: 24, [topics[1].name]: 12 } };
      expect(await bus.lag(group, topics)).toEqual(expected);
      const { subscription } = await bench.member(bus, { group, topics });
      await eventually('no lag', async () => (await bus.lag(group, topics)).messages === 0);
      await subscription.stop();
      await bus.publish(records(topics[1], ['one'], 3));
      expect(await bus.lag(group, topics)).toEqual({ messages: 3, byTopic: { [topics[0].name]: 0, [topics[1].name]: 3 } });
    });

    it('takes more than it holds in memory, and keeps the lane through long work', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const sent = records(topic, KEYS, 500);
      await bus.publish(sent);
      let slow = true;
      const { received, texts } = await bench.member(bus, {
        topics: [topic],
        batchSize: 50,
        async onBatch({ heartbeat }) {
          for (let i = 0; slow && i < 20; i += 1) {
            await heartbeat();
            await pause(20);
          }
          slow = false;
        },
      });
      await eventually('all records', () => received.length >= sent.length);
      expect(sorted(texts())).toEqual(sorted(sent.map(textOf)));
    });
  });
}
