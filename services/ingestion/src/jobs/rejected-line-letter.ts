import type { OutgoingRecord } from '@munshi/bus/bus';
import { DEAD_LETTER_HEADERS, deadLettersOf } from '@munshi/events/dead-letter';
import { sourceOf } from '@munshi/events/event';
import { eventId } from '@munshi/events/event-id';
import type { RejectedRecord } from './rejects-file.ts';

const TOPIC = deadLettersOf('ingestion').name;
/** What a bus takes, less the headers; a longer line is in the reject file alone. */
const MOST_BYTES = 900_000;

/** The dead letter of a refused line: its bytes, the job as its origin, its line number and byte offset. */
export function rejectedLineLetter(jobId: string, { record, rejection }: RejectedRecord, at: Date): OutgoingRecord {
  const names = DEAD_LETTER_HEADERS;
  const whole = record.part === 'whole' && record.bytes.length <= MOST_BYTES;
  return {
    topic: TOPIC,
    key: jobId,
    value: whole ? Buffer.from(record.bytes) : null,
    headers: {
      ce_id: eventId({ topic: TOPIC, subject: jobId, cause: String(record.offset), rule: 'reject@1' }),
      ce_source: sourceOf('ingestion'),
      [names.topic]: `file:${jobId}`,
      [names.partition]: '0',
      [names.offset]: String(record.offset),
      munshi_dead_line: String(record.line),
      [names.failure]: 'invalid',
      [names.code]: rejection.code,
      [names.message]: rejection.message,
      [names.attempts]: '1',
      [names.firstAt]: at.toISOString(),
      [names.lastAt]: at.toISOString(),
    },
  };
}
