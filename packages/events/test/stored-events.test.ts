import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { TOPICS } from '../src/topics.ts';

/**
 * Events as they lie in somebody's topics. Lines are added, never changed: a schema that no longer reads one of them
 * would turn history into dead letters.
 */
const stored = readFileSync(new URL('./stored/events.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { topic: string; data: unknown });

describe('stored events are still read', () => {
  const described = TOPICS.filter(({ name }) => !name.endsWith('.dead-letters'));

  test.each(described.map((topic) => [topic.name, topic] as const))('%s', (name, topic) => {
    const events = stored.filter((event) => event.topic === name);
    expect(events.length, 'at least the shortest and the fullest event').toBeGreaterThanOrEqual(2);
    for (const { data } of events) {
      expect(topic.schema.safeParse(data).error?.issues ?? []).toEqual([]);
      expect(topic.schema.parse(data)).toMatchObject(data as object);
    }
  });
});
