import type { OutgoingRecord, ReceivedRecord } from '@munshi/bus/bus';
import { DEAD_LETTER_HEADERS } from '@munshi/events/dead-letter';
import type { ServiceName } from '@munshi/events/topic';

const MASK = '•••';
const OURS = new Set<string>(Object.values(DEAD_LETTER_HEADERS));

/** A dead letter as a list shows it: nothing of a customer's but the key. */
export interface Letter {
  /** `<service>:<partition>:<offset>`, its place among the dead letters of the service. */
  readonly id: string;
  readonly service: ServiceName;
  /** Where the record came from. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly eventId: string | null;
  readonly failure: string;
  readonly code: string;
  readonly attempts: number;
  /** RFC 3339. */
  readonly firstAt: string;
  readonly lastAt: string;
  readonly bytes: number;
  /** The value's fields without what they hold; null where it is no JSON. */
  readonly shape: unknown;
  /** Why a replay leaves it out; null where it can be replayed. */
  readonly unreplayable: string | null;
}

/** All of it, for whoever asks for this one. */
export interface OpenedLetter extends Letter {
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
  /** As text where it is UTF-8, else base64. */
  readonly value: { readonly text: string } | { readonly base64: string } | null;
}

/** @param topics those that a record can be put back on */
export function letterOf(service: ServiceName, record: ReceivedRecord, topics: ReadonlySet<string>): Letter {
  const header = (name: keyof typeof DEAD_LETTER_HEADERS): string => record.headers[DEAD_LETTER_HEADERS[name]] ?? '';
  return {
    id: `${service}:${record.partition}:${record.offset}`,
    service,
    topic: header('topic'),
    partition: Number(header('partition')),
    offset: header('offset'),
    key: record.key,
    eventId: record.headers.ce_id ?? null,
    failure: header('failure'),
    code: header('code'),
    attempts: Number(header('attempts')),
    firstAt: header('firstAt'),
    lastAt: header('lastAt'),
    bytes: record.value?.length ?? 0,
    shape: shapeOf(record.value),
    unreplayable: whyNot(header('topic'), record, topics),
  };
}

export function openLetter(letter: Letter, record: ReceivedRecord): OpenedLetter {
  return {
    ...letter,
    message: record.headers[DEAD_LETTER_HEADERS.message] ?? '',
    headers: withoutOurs(record),
    value: readable(record.value),
  };
}

/** The record as it was, for its own topic: the same key, bytes, headers and so the same event id. */
export function originalOf(record: ReceivedRecord): OutgoingRecord {
  const topic = record.headers[DEAD_LETTER_HEADERS.topic] ?? '';
  return { topic, key: record.key, value: record.value, headers: withoutOurs(record) };
}

function withoutOurs({ headers }: ReceivedRecord): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OURS.has(name)));
}

function whyNot(topic: string, { headers }: ReceivedRecord, topics: ReadonlySet<string>): string | null {
  if (topic.startsWith('file:')) return 'a refused line of a file: mend it in the reject file and ingest that';
  if (!topics.has(topic)) return 'it came from no topic of ours';
  // The bare letter of a record that no bus carries twice, or what was never an event.
  if (headers.ce_id === undefined) return 'it has no event id, so a replay could not be told from a new event';
  return null;
}

function shapeOf(value: Buffer | null): unknown {
  if (value === null) return null;
  try {
    return masked(JSON.parse(value.toString('utf8')));
  } catch {
    return null;
  }
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(masked);
  if (typeof value !== 'object' || value === null) return MASK;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner)]));
}

function readable(value: Buffer | null): OpenedLetter['value'] {
  if (value === null) return null;
  const text = value.toString('utf8');
  return Buffer.from(text).equals(value) ? { text } : { base64: value.toString('base64') };
}
