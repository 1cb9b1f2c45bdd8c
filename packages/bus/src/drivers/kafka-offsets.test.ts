import { expect, it } from 'vitest';
import type { KafkaAdmin } from './kafka-client.ts';
import { createKafkaOffsets } from './kafka-offsets.ts';

it.each([
  ['kafkajs stumbles where no partition has a leader', new TypeError("Cannot destructure property 'partitions' of 'high.pop(...)'")],
  ['a leader has moved', Object.assign(new Error('moved'), { type: 'NOT_LEADER_FOR_PARTITION' })],
])('offsets are asked for again, with fresh metadata: %s', async (_, error) => {
  let refreshed = 0;
  const admin = {
    fetchTopicOffsets: async () => {
      if (refreshed === 0) throw error;
      return [{ partition: 0, offset: '7', low: '2', high: '7' }];
    },
    listGroups: async () => {
      refreshed += 1;
    },
  } as unknown as KafkaAdmin;
  const ranges = await createKafkaOffsets(admin, '').ranges(['t']);
  expect(ranges.get('t')?.get(0)).toEqual({ low: 2n, high: 7n });
});
