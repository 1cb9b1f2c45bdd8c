import { hash } from 'node:crypto';

export interface EventCause {
  readonly topic: string;
  readonly subject: string;
  /** From the bank: the record's content hash. Derived: the `ce_id` of the event that changed it. From a job: its date. */
  readonly cause: string;
  /** Which rule derived it, with its version: `spending@1`. */
  readonly rule: string;
}

/** The id of an event: the same cause gives the same id, so a redelivery is recognised; a change gives another. */
export function eventId({ topic, subject, cause, rule }: EventCause): string {
  return contentHash([topic, subject, cause, rule]);
}

/** SHA-256 of a JSON value, 32 hex digits. Give arrays or objects with a fixed key order. */
export function contentHash(value: unknown): string {
  return jsonHash(JSON.stringify(value));
}

/** The `contentHash` of the value that `json` is, for a caller that needs the text as well. */
export function jsonHash(json: string): string {
  return hash('sha256', json).slice(0, 32);
}
