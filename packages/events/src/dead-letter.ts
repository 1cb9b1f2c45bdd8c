import { z } from 'zod';
import { defineTopic, type ServiceName, type TopicDefinition } from './topic.ts';

/** Headers a dead letter adds to the original's; key, value and headers of the original stay byte for byte. */
export const DEAD_LETTER_HEADERS = {
  topic: 'munshi_dead_topic',
  partition: 'munshi_dead_partition',
  offset: 'munshi_dead_offset',
  failure: 'munshi_dead_failure',
  code: 'munshi_dead_code',
  message: 'munshi_dead_message',
  attempts: 'munshi_dead_attempts',
  firstAt: 'munshi_dead_first_at',
  lastAt: 'munshi_dead_last_at',
} as const;

/** The dead letters of a service. Its records are other topics' bytes, so they are never decoded by this schema. */
export function deadLettersOf(service: ServiceName): TopicDefinition {
  return defineTopic({
    name: `${service}.dead-letters`,
    description: `Records that ${service} could not apply, byte for byte, with the reason`,
    schema: z.unknown(),
    producer: service,
    consumers: [],
    kind: 'event',
    retentionDays: 30,
  });
}
