import { createHash } from 'node:crypto';
import type { Batch, OutgoingRecord, ReceivedRecord, Subscription } from '@munshi/bus/bus';
import { dateIn } from '@munshi/events/calendar-date';
import { DEAD_LETTER_HEADERS, deadLettersOf } from '@munshi/events/dead-letter';
import { sourceOf } from '@munshi/events/event';
import { eventId } from '@munshi/events/event-id';
import { defineTopic } from '@munshi/events/topic';
import { z } from 'zod';
import { type Feed, readFeedRecord } from '../domain/feed.ts';
import type { Rejection } from '../domain/rejection.ts';
import type { BatchPlan } from '../domain/versions/plan-batch.ts';
import { type AcceptPorts, acceptBatch } from './accept-batch.ts';
import { publishProfiles } from './publish-profiles.ts';

export interface FeedPorts extends AcceptPorts {
  onOutcomes(plan: BatchPlan): void;
  onCrash(error: unknown): void;
}

const LETTERS = deadLettersOf('ingestion').name;
/** What a bus takes, less what the letter adds. */
const MOST_LETTER_BYTES = 900_000;
const MOST_KEY_CHARACTERS = 1_000;

/**
 * Takes in the records of another system's topic as they come, live. A batch is done when its events are on the bus and in the
 * register: what comes again is then known. Refused records go to the dead letters, byte for byte.
 */
export async function readFeed(ports: FeedPorts, feed: Feed): Promise<Subscription> {
  const topic = defineTopic({
    name: feed.topic,
    description: 'A topic of another system',
    schema: z.unknown(),
    producer: 'ingestion',
    consumers: ['ingestion'],
    kind: 'event',
    retentionDays: 'forever',
    partitions: feed.partitions,
  });
  return ports.bus.subscribe({
    // a group of its own: topics of other systems have as many partitions as they like
    group: `ingestion-${feed.topic}`,
    topics: [topic],
    onBatch: (batch) => takeBatch(ports, feed, batch),
    onCrash: (error) => ports.onCrash(error),
  });
}

async function takeBatch(ports: FeedPorts, feed: Feed, { records, signal }: Batch): Promise<void> {
  const options = { bank: ports.bank, today: dateIn(ports.bank.timeZone, ports.clock.now()) };
  const source = { jobId: idOf(feed), live: true };
  const plan = await acceptBatch(ports, {
    entries: records.map((record) => readFeedRecord(feed, record, options)),
    intake: 'live',
    jobId: source.jobId,
    prepare: async ({ outcomes }) =>
      outcomes.flatMap((outcome, at) =>
        outcome.result === 'rejected' ? [letterOf(records[at] as ReceivedRecord, outcome.rejection, ports.clock.now())] : [],
      ),
  });
  ports.onOutcomes(plan);
  await publishProfiles(ports, source, signal);
}

/** Under which the register keeps profiles that the feed's rows changed until they are published. */
function idOf({ topic }: Feed): string {
  const hex = createHash('sha256').update(`feed ${topic}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function letterOf(record: ReceivedRecord, { code, message }: Rejection, at: Date): OutgoingRecord {
  const { topic, partition, offset, key, value, headers } = record;
  const names = DEAD_LETTER_HEADERS;
  const place = `${partition}/${offset}`;
  const isUsable = key !== '' && !key.includes('\0') && key.isWellFormed() && key.length <= MOST_KEY_CHARACTERS;
  const headerBytes = Object.entries(headers).reduce((bytes, [name, text]) => bytes + Buffer.byteLength(name) + Buffer.byteLength(text), 0);
  const fits = (value?.length ?? 0) + headerBytes <= MOST_LETTER_BYTES;
  return {
    topic: LETTERS,
    // other systems send without a key; what no letter can carry stays where it came from
    key: isUsable ? key : `${topic}/${place}`,
    value: fits ? value : null,
    headers: {
      ...(fits ? headers : {}),
      ce_id: eventId({ topic: LETTERS, subject: topic, cause: place, rule: 'reject@1' }),
      ce_source: sourceOf('ingestion'),
      [names.topic]: topic,
      [names.partition]: String(partition),
      [names.offset]: String(offset),
      [names.failure]: 'invalid',
      [names.code]: code,
      [names.message]: message,
      [names.attempts]: '1',
      [names.firstAt]: at.toISOString(),
      [names.lastAt]: at.toISOString(),
    },
  };
}
