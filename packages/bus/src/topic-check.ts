import type { TopicDefinition } from '@munshi/events/topic';
import { AppError } from '@munshi/service-kit/errors';
import { BusRecordError } from './errors.ts';

export function topicUnknown(topic: string): BusRecordError {
  return new BusRecordError('TOPIC_UNKNOWN', `there is no topic ${topic}; topics are made by ensureTopics`);
}

/**
 * Lanes hold only while every process counts alike.
 * @throws BusRecordError `TOPIC_UNKNOWN`; AppError `TOPIC_PARTITIONS_DIFFER`
 */
export function assertPartitions(topic: TopicDefinition, stored: number | undefined): void {
  if (stored === undefined) throw topicUnknown(topic.name);
  if (stored === topic.partitions) return;
  throw new AppError(`the topic ${topic.name} has ${stored} partitions, declared are ${topic.partitions}`, {
    code: 'TOPIC_PARTITIONS_DIFFER',
    failure: 'invalid',
  });
}
