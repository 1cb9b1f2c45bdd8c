import { defineTopic } from '@munshi/events/topic';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { KafkaAdmin } from './kafka-client.ts';
import { createKafkaTopics } from './kafka-topics.ts';

const topic = defineTopic({
  name: 'made',
  description: 'a topic',
  schema: z.object({}),
  producer: 'ingestion',
  consumers: [],
  kind: 'event',
  retentionDays: 7,
});
const metadata = { topics: [{ name: 'made', partitions: Array.from({ length: 12 }, () => ({ leader: 1 })) }] };

/** A broker whose first looks at all topics fail, one after the other, with these. */
function adminThatFails(...reasons: readonly string[]): KafkaAdmin {
  const left = [...reasons];
  return {
    describeCluster: async () => ({ brokers: [{}] }),
    createTopics: async () => true,
    async fetchTopicMetadata() {
      const type = left.shift();
      if (type !== undefined) throw Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
      return metadata;
    },
  } as unknown as KafkaAdmin;
}

it('looks again when a topic, whosever, is being made or deleted', async () => {
  const topics = createKafkaTopics(adminThatFails('UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION'), '');
  await topics.ensure([topic]);
  expect(await topics.partitions('made')).toBe(12);
});

it('passes on whatever else keeps it from looking', async () => {
  const topics = createKafkaTopics(adminThatFails('CLUSTER_AUTHORIZATION_FAILED'), '');
  await expect(topics.ensure([topic])).rejects.toMatchObject({ type: 'CLUSTER_AUTHORIZATION_FAILED' });
});

it('makes a topic again when another that is being made keeps the client from it', async () => {
  const refusals = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];
  let made = false;
  const admin = {
    describeCluster: async () => ({ brokers: [{}] }),
    // kafkajs asks for all topics before it makes one, and fails with any of them.
    async createTopics() {
      const type = refusals.shift();
      if (type !== undefined) throw Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type });
      made = true;
      return true;
    },
    fetchTopicMetadata: async () => (made ? metadata : { topics: [] }),
  } as unknown as KafkaAdmin;
  const topics = createKafkaTopics(admin, '');
  await topics.ensure([topic]);
  expect(await topics.partitions('made')).toBe(12);
});
