import { expect, test } from 'vitest';
import { CUSTOMER_PARTITIONS } from './topic.ts';
import { SERVICES, TOPICS } from './topics.ts';

test('a topic is declared once, so it has one producer', () => {
  expect(new Set(TOPICS.map(({ name }) => name)).size).toBe(TOPICS.length);
});

test('producers and consumers are services, and nobody reads what they alone write', () => {
  for (const topic of TOPICS) {
    expect(SERVICES).toContain(topic.producer);
    expect(topic.consumers.every((consumer) => SERVICES.includes(consumer))).toBe(true);
    expect(topic.consumers).not.toContain(topic.producer);
  }
});

test('topics keyed by customer are co-partitioned', () => {
  const partitions = TOPICS.filter(({ keyspace }) => keyspace === 'customer').map((topic) => topic.partitions);
  expect(new Set(partitions)).toEqual(new Set([CUSTOMER_PARTITIONS]));
});

test('each service has its dead letters, kept 30 days', () => {
  const deadLetters = TOPICS.filter(({ name }) => name.endsWith('.dead-letters'));
  expect(deadLetters.map(({ producer }) => producer).sort()).toEqual([...SERVICES].sort());
  expect(deadLetters.every(({ retentionDays }) => retentionDays === 30)).toBe(true);
});
