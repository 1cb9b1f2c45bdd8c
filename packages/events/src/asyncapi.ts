import { z } from 'zod';
import { typeOf } from './event.ts';
import type { TopicDefinition } from './topic.ts';

const DAY_MS = 86_400_000;

/** The AsyncAPI 3.0 document of the topics: what a downstream team generates its reader from. */
export function asyncapiOf(topics: readonly TopicDefinition[]): Record<string, unknown> {
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Munshi',
      version: '1.0.0',
      description:
        'Topics of Munshi. CloudEvents 1.0 in Kafka binary mode: attributes in ce_* headers, JSON data in the value, the id of the customer or document as the key. Readers ignore fields they do not know.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(topics.map((topic) => [topic.name, channelOf(topic)])),
    operations: Object.fromEntries(topics.flatMap((topic) => [sendOf(topic), ...receivesOf(topic)])),
    components: { messages: Object.fromEntries(topics.map((topic) => [topic.name, messageOf(topic)])) },
  };
}

function channelOf(topic: TopicDefinition) {
  return {
    address: topic.name,
    description: topic.description,
    messages: { event: { $ref: `#/components/messages/${topic.name}` } },
    bindings: {
      kafka: {
        partitions: topic.partitions,
        topicConfiguration: {
          'cleanup.policy': [topic.kind === 'state' ? 'compact' : 'delete'],
          'retention.ms': topic.retentionDays === 'forever' ? -1 : topic.retentionDays * DAY_MS,
        },
      },
    },
    'x-keyspace': topic.keyspace,
    'x-kind': topic.kind,
    'x-classification': topic.classification,
  };
}

function messageOf(topic: TopicDefinition) {
  return {
    name: typeOf(topic.name),
    contentType: 'application/json',
    headers: HEADERS,
    payload: payloadOf(topic),
    bindings: { kafka: { key: { type: 'string', description: `${topic.keyspace} id` } } },
  };
}

function payloadOf(topic: TopicDefinition) {
  const schema = z.toJSONSchema(topic.schema, { io: 'input', unrepresentable: 'any' });
  delete schema.$schema;
  return topic.tombstones ? { oneOf: [schema, { type: 'null', description: 'removes the state of the key' }] } : schema;
}

function sendOf(topic: TopicDefinition) {
  return [`${topic.producer}.send.${topic.name}`, operation('send', topic)] as const;
}

function receivesOf(topic: TopicDefinition) {
  return topic.consumers.map((consumer) => [`${consumer}.receive.${topic.name}`, operation('receive', topic)] as const);
}

function operation(action: 'send' | 'receive', topic: TopicDefinition) {
  return { action, channel: { $ref: `#/channels/${topic.name}` } };
}

const HEADERS = {
  type: 'object',
  required: ['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_subject', 'ce_time', 'ce_sequence', 'ce_munshiintake'],
  properties: {
    ce_specversion: { const: '1.0' },
    ce_id: { type: 'string', description: 'the same cause gives the same id: drop what you have seen' },
    ce_type: { type: 'string' },
    ce_source: { type: 'string', description: '/munshi/<service>' },
    ce_subject: { type: 'string', description: "the entity's id" },
    ce_time: { type: 'string', format: 'date-time', description: 'when it happened in the bank' },
    ce_sequence: { type: 'string', description: 'rises by one a subject: a reader of states keeps the highest' },
    ce_munshiintake: { enum: ['history', 'live'] },
  },
};
