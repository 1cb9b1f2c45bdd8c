import type { EventRecord } from '@munshi/events/event';
import type { OutgoingRecord } from './bus.ts';
import { BusRecordError } from './errors.ts';

/** Kafka takes 1 MiB with its framing (`max.message.bytes`); the same limit holds on every driver. */
export const MAX_RECORD_BYTES = 1_000_000;

const FRAMING_BYTES = 64;

/** Bytes of a record, a little more than it takes on the wire. */
export function recordBytes({ key, value, headers }: EventRecord): number {
  let bytes = FRAMING_BYTES + Buffer.byteLength(key) + (value?.length ?? 0);
  for (const name in headers) bytes += 4 + Buffer.byteLength(name) + Buffer.byteLength(headers[name] ?? '');
  return bytes;
}

/** Gives its bytes. @throws BusRecordError on a record that no driver can store; says nothing of its content. */
export function assertPublishable(record: OutgoingRecord): number {
  // A key of text columns and of Kafka alike: not empty, no NUL, no half of a surrogate pair.
  if (record.key === '' || record.key.includes('\0') || !record.key.isWellFormed()) {
    throw new BusRecordError('RECORD_KEY_MISSING', `a record for ${record.topic} has no usable key`);
  }
  const bytes = recordBytes(record);
  if (bytes > MAX_RECORD_BYTES) {
    throw new BusRecordError('RECORD_TOO_LARGE', `a record for ${record.topic} has ${bytes} bytes; at most ${MAX_RECORD_BYTES} are taken`);
  }
  return bytes;
}
