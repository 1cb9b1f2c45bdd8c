import { eventually } from '@munshi/testing/eventually';
import { describe, expect, it } from 'vitest';
import type { OutgoingRecord } from '../src/bus.ts';
import { BusRecordError, BusUnavailableError } from '../src/errors.ts';
import { type Bench, type BusUnderTest, KEYS, PARTITIONS, record, records, sorted, testTopic, textOf } from './contract-setup.ts';

export function publishingContract(bench: Bench, driver: BusUnderTest): void {
  describe('publishing', () => {
    it('keeps the order of a key within a call and between calls', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const sent = records(topic, KEYS, 40);
      for (let at = 0; at < sent.length; at += 96) await bus.publish(sent.slice(at, at + 96));
      const { received } = await bench.member(bus, { topics: [topic] });
      await eventually('all records', () => received.length >= sent.length);
      for (const key of KEYS) {
        const texts = received.filter((one) => one.key === key).map(textOf);
        expect(texts).toEqual(sent.filter((one) => one.key === key).map(textOf));
      }
    });

    it('keeps the order of calls that do not wait for one another', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const sent = Array.from({ length: 200 }, (_, i) => record(topic, 'one', String(i)));
      await Promise.all(sent.map((one) => bus.publish([one])));
      const { texts } = await bench.member(bus, { topics: [topic] });
      await eventually('all records', () => texts().length >= sent.length);
      expect(texts()).toEqual(sent.map(textOf));
    });

    it('carries key, value and headers byte for byte', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const every = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
      const sent: OutgoingRecord[] = [
        { topic: topic.name, key: 'ग्राहक "1" \\ \n', value: every, headers: { ce_subject: 'विषय', empty: '', odd: 'a\u0000b\\"\n' } },
        { topic: topic.name, key: 'ग्राहक "1" \\ \n', value: null, headers: {} },
        { topic: topic.name, key: 'ग्राहक "1" \\ \n', value: Buffer.alloc(0), headers: { 'content-type': 'application/json' } },
      ];
      await bus.publish(sent);
      const { received } = await bench.member(bus, { topics: [topic] });
      await eventually('all records', () => received.length === 3);
      expect(received.map(({ topic: name, key, value, headers }) => ({ topic: name, key, value, headers }))).toEqual(sent);
    });

    it('puts a key into the lane that laneOf says, the same on every driver', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      await bus.publish(KEYS.map((key) => record(topic, key, key)));
      const { batches, received } = await bench.member(bus, { topics: [topic] });
      await eventually('all records', () => received.length === KEYS.length);
      for (const batch of batches) {
        for (const { key, partition } of batch.records) {
          expect(bus.laneOf(topic, key)).toEqual(batch.lane);
          expect(partition).toBe(batch.lane.partition);
        }
      }
      expect(new Set(received.map(({ partition }) => partition)).size).toBe(PARTITIONS);
      const twelve = testTopic({ partitions: 12 });
      expect(['C1', 'C5841053', 'ग्राहक', 'customer-11'].map((key) => bus.laneOf(twelve, key).id)).toEqual(GOLDEN_LANES);
    });

    it('stamps the time of publishing, so that an imported past is not past its retention', async () => {
      const bus = await bench.bus();
      const topic = testTopic({ retentionDays: 7 });
      await bus.ensureTopics([topic]);
      const before = Date.now();
      const sent = KEYS.map((key) => ({ ...record(topic, key, key), headers: { ce_time: '2016-08-02T10:15:00Z' } }));
      await bus.publish(sent);
      const { received } = await bench.member(bus, { topics: [topic] });
      await eventually('all records', () => received.length === sent.length);
      for (const { timestamp } of received) {
        expect(timestamp).toBeGreaterThanOrEqual(before);
        expect(timestamp).toBeLessThanOrEqual(Date.now());
      }
    });

    it('takes records up to the limit, and more in a call than one send holds', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const large = (key: string, bytes: number): OutgoingRecord => ({
        topic: topic.name,
        key,
        value: Buffer.alloc(bytes, key),
        headers: {},
      });
      const sent = [large('a', 999_000), large('b', 400_000), large('b', 500_000), large('b', 600_000), large('a', 10)];
      await bus.publish(sent);
      const { received } = await bench.member(bus, { topics: [topic] });
      await eventually('all records', () => received.length === sent.length);
      const shape = ({ key, value }: { key: string; value: Buffer | null }): string => `${key}${value?.length}`;
      expect(sorted(received.map(shape))).toEqual(sorted(sent.map(shape)));
    });

    it.each([
      ['an empty key', { key: '' }, 'RECORD_KEY_MISSING'],
      ['a value that is too large', { value: Buffer.alloc(1_000_001) }, 'RECORD_TOO_LARGE'],
      ['headers that are too large', { headers: { long: 'x'.repeat(1_000_001) } }, 'RECORD_TOO_LARGE'],
      ['a topic that nobody made', { topic: 'contract.nobody-made-this' }, 'TOPIC_UNKNOWN'],
    ])('refuses %s, and with it the whole call', async (_, broken, code) => {
      const bus = await bench.bus();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      const good = record(topic, 'customer-1', 'good');
      const error = await bus.publish([good, { ...good, ...broken }]).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(BusRecordError);
      expect(error).toMatchObject({ code, failure: 'invalid' });
      await bus.publish([record(topic, 'customer-1', 'next')]);
      const { texts } = await bench.member(bus, { topics: [topic] });
      await eventually('the next record', () => texts().includes('next'));
      expect(texts()).toEqual(['next']);
    });

    it('makes topics once, and refuses one whose lanes would differ', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      const state = testTopic({ kind: 'state', keyspace: 'document' });
      await Promise.all([bus.ensureTopics([topic, state]), bus.ensureTopics([topic])]);
      await bus.ensureTopics([topic, state]);
      await bus.publish([record(topic, 'a', 'a'), record(state, 'a', 'a')]);
      await expect(bus.ensureTopics([{ ...topic, partitions: PARTITIONS + 1 }])).rejects.toMatchObject({ code: 'TOPIC_PARTITIONS_DIFFER' });
      const missing = bench.member(bus, { topics: [testTopic()] });
      await expect(missing).rejects.toMatchObject({ code: 'TOPIC_UNKNOWN' });
    });

    it('answers, and after its close says that it is away', async () => {
      const bus = await driver.open();
      const topic = testTopic();
      await bus.ensureTopics([topic]);
      await bus.ping();
      await Promise.all([bus.close(), bus.close()]);
      await bus.close();
      await expect(bus.publish([record(topic, 'a', 'a')])).rejects.toBeInstanceOf(BusUnavailableError);
      await expect(bus.ping()).rejects.toBeInstanceOf(BusUnavailableError);
    });

    it('loses nothing that it acknowledged before its close', async () => {
      const first = await driver.open();
      const topic = testTopic();
      await first.ensureTopics([topic]);
      const sent = records(topic, KEYS, 50);
      let acknowledged = 0;
      const publishing = sent.map((one) =>
        first.publish([one]).then(
          () => {
            acknowledged += 1;
          },
          () => undefined,
        ),
      );
      await first.close();
      await Promise.all(publishing);
      const { received } = await bench.member(await bench.bus(), { topics: [topic] });
      await eventually('what was acknowledged', () => received.length >= acknowledged);
    });
  });
}

/** As Kafka's default partitioner chooses: murmur2 of the UTF-8 bytes, modulo 12. */
const GOLDEN_LANES = ['customer-9', 'customer-10', 'customer-4', 'customer-2'];
