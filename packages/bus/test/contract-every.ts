import { eventually } from '@munshi/testing/eventually';
import { describe, expect, it } from 'vitest';
import type { ReceivedRecord } from '../src/bus.ts';
import { type Bench, KEYS, record, records, sorted, testTopic, textOf } from './contract-setup.ts';

export function everyContract(bench: Bench): void {
  describe('every', () => {
    it('tells each listener what is published from now on, once, and nothing after its end', async () => {
      const bus = await bench.bus();
      const topic = testTopic();
      const other = testTopic();
      await bus.ensureTopics([topic, other]);
      await bus.publish(records(topic, KEYS, 2));
      const heard: ReceivedRecord[][] = [[], []];
      const crashes: unknown[] = [];
      const listeners = await Promise.all(
        heard.map((list) =>
          bus.subscribeEvery({
            topics: [topic],
            onRecord(one) {
              list.push(one);
              throw new Error('a listener that fails stops nobody');
            },
            onCrash: (error) => crashes.push(error),
          }),
        ),
      );
      const fresh = records(topic, ['fresh-1', 'fresh-2', 'fresh-3', 'fresh-4'], 5);
      await bus.publish([...fresh, ...records(other, KEYS, 1)]);
      for (const list of heard) {
        await eventually('the new records', () => list.length >= fresh.length);
        expect(sorted(list.map(textOf))).toEqual(sorted(fresh.map(textOf)));
        expect(list[0]).toMatchObject({ topic: topic.name, headers: { ce_id: expect.any(String) } });
      }
      await listeners[0]?.stop();
      await listeners[0]?.stop();
      await bus.publish(records(topic, ['last'], 1));
      await eventually('the last record', () => heard[1]?.some(({ key }) => key === 'last'));
      expect(heard[0]).toHaveLength(fresh.length);
      expect(crashes).toEqual([]);
    });

    it('hands out all that is retained, once, and keeps nothing of it', async () => {
      const bus = await bench.bus();
      const [topic, other] = [testTopic(), testTopic()];
      await bus.ensureTopics([topic, other]);
      const none: unknown[] = [];
      await bus.readAll([topic, other], (one) => none.push(one));
      expect(none).toEqual([]);
      await bus.publish([...records(topic, KEYS, 60), record(other, 'x', 'other')]);
      for (let reading = 1; reading <= 2; reading += 1) {
        const seen: ReceivedRecord[] = [];
        await bus.readAll([topic, other], (one) => seen.push(one));
        expect(seen).toHaveLength(60 * KEYS.length + 1);
        for (const key of KEYS) {
          expect(seen.filter((one) => one.key === key).map(textOf)).toEqual(Array.from({ length: 60 }, (_, i) => `${key}:${i}`));
        }
      }
      expect((await bus.lag('nobody', [topic])).messages).toBe(60 * KEYS.length);
      let reading = 0;
      let most = 0;
      const places = await bus.readAll([topic, other], async () => {
        reading += 1;
        most = Math.max(most, reading);
        await new Promise((resolve) => setImmediate(resolve));
        reading -= 1;
      });
      expect(most).toBe(1);
      await bus.publish([record(topic, 'x', 'later')]);
      const later: ReceivedRecord[] = [];
      const ends = await bus.readAll([topic, other], (one) => later.push(one), places);
      expect(later.map(textOf)).toEqual(['later']);
      await bus.readAll([topic, other], (one) => later.push(one), ends);
      expect(later).toHaveLength(1);
      await expect(
        bus.readAll([topic], () => {
          throw new Error('not taken');
        }),
      ).rejects.toThrow('not taken');
    });
  });
}
