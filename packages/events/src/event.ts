import { CloudEvent, Kafka, type Message } from 'cloudevents';
import type { ServiceName, TopicDefinition } from './topic.ts';

/** History moves state and never notifies; what is derived carries its cause's mark. */
export type Intake = 'history' | 'live';

/** An event as handlers and emitters see it; the CloudEvents attributes are its envelope. */
export interface MunshiEvent<Data = unknown> {
  readonly topic: string;
  readonly id: string;
  /** The customer's or document's id: the record's key. */
  readonly key: string;
  /** The entity's id. */
  readonly subject: string;
  /** Rises by one a subject; a reader of states keeps the highest. */
  readonly sequence: number;
  /** When the fact happened in the bank, RFC 3339 UTC; not the time of publishing. */
  readonly time: string;
  readonly intake: Intake;
  readonly source: string;
  /** Null only on topics with tombstones. */
  readonly data: Data;
}

/** A record as a bus carries it. */
export interface EventRecord {
  readonly key: string;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** Why a record is not an event of its topic. Its class is `invalid`: it can never work. */
export class EventInvalidError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'EventInvalidError';
    this.code = code;
  }
}

export function sourceOf(service: ServiceName): string {
  return `/munshi/${service}`;
}

export function typeOf(topic: string): string {
  return `munshi.${topic}.v1`;
}

/**
 * The record of an event: CloudEvents 1.0, Kafka binary mode.
 * @param json the data as `JSON.stringify` gives it, where the caller has it already
 * @throws EventInvalidError if its data breaks the schema
 */
export function encodeEvent<Data>(topic: TopicDefinition<Data>, event: MunshiEvent<Data>, json?: string): EventRecord {
  if (event.data !== null) assertData(topic, event.data);
  else if (!topic.tombstones) throw new EventInvalidError('EVENT_DATA_MISSING', `${topic.name} has no tombstones`);
  const { id, time, subject, sequence } = event;
  const headers = { ...envelopeOf(topic.name, event), ce_id: id, ce_time: time, ce_subject: subject, ce_sequence: String(sequence) };
  return { key: event.key, value: event.data === null ? null : Buffer.from(json ?? JSON.stringify(event.data)), headers };
}

/**
 * The headers of a topic's events as the CloudEvents SDK writes and checks them. They differ from event to event in four
 * values only, and making them takes longer than all the rest: so the SDK makes them once.
 */
function envelopeOf(topic: string, event: MunshiEvent): Readonly<Record<string, string>> {
  const { source, intake } = event;
  const key = `${topic}\n${source}\n${intake}`;
  const known = envelopes.get(key);
  if (known !== undefined) return known;
  const { id, subject, time, sequence } = event;
  const attributes = { id, type: typeOf(topic), source, subject, time, sequence: String(sequence), munshiintake: intake };
  const cloudEvent = new CloudEvent({ ...attributes, datacontenttype: 'application/json', data: {} });
  const message = Kafka.binary(cloudEvent) as Message & { headers: Record<string, unknown> };
  const present = Object.entries(message.headers).filter(([, value]) => value !== undefined && value !== null);
  const envelope = Object.fromEntries(present.map(([name, value]) => [name, String(value)]));
  envelopes.set(key, envelope);
  return envelope;
}
const envelopes = new Map<string, Readonly<Record<string, string>>>();

/** The event of a record. @throws EventInvalidError saying what is wrong, without the record's content. */
export function decodeEvent<Data>(topic: TopicDefinition<Data>, record: EventRecord): MunshiEvent<Data> {
  const { headers } = record;
  const attribute = (name: string): string => {
    const value = headers[`ce_${name}`];
    if (value === undefined || value === '') throw new EventInvalidError('EVENT_ATTRIBUTE_MISSING', `ce_${name} is missing`);
    return value;
  };
  const type = attribute('type');
  if (type !== typeOf(topic.name))
    throw new EventInvalidError('EVENT_TYPE_UNKNOWN', `${topic.name} takes ${typeOf(topic.name)}, not ${type}`);
  const sequence = Number(attribute('sequence'));
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new EventInvalidError('EVENT_SEQUENCE_INVALID', 'ce_sequence is not a count');
  const intake = attribute('munshiintake');
  if (intake !== 'history' && intake !== 'live')
    throw new EventInvalidError('EVENT_INTAKE_INVALID', 'ce_munshiintake is neither history nor live');
  const time = attribute('time');
  if (Number.isNaN(Date.parse(time))) throw new EventInvalidError('EVENT_TIME_INVALID', 'ce_time is not an instant');
  return {
    topic: topic.name,
    id: attribute('id'),
    key: record.key,
    subject: attribute('subject'),
    sequence,
    time,
    intake,
    source: attribute('source'),
    data: decodeData(topic, record.value),
  };
}

function decodeData<Data>(topic: TopicDefinition<Data>, value: Buffer | null): Data {
  if (value === null || value.length === 0) {
    if (topic.tombstones) return null as Data;
    throw new EventInvalidError('EVENT_DATA_MISSING', `${topic.name} has no tombstones`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(value.toString('utf8'));
  } catch {
    throw new EventInvalidError('EVENT_NOT_JSON', 'the value is not JSON');
  }
  return assertData(topic, parsed);
}

function assertData<Data>(topic: TopicDefinition<Data>, data: unknown): Data {
  if (topic.isPlain?.(data)) return data as Data;
  const result = topic.schema.safeParse(data);
  if (result.success) return result.data;
  const problems = result.error.issues.slice(0, 5).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new EventInvalidError('EVENT_SCHEMA', `${topic.name}: ${problems.join('; ')}`);
}
