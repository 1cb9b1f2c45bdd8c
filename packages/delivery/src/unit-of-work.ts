import type { Bus } from '@munshi/bus/bus';
import { assertPublishable } from '@munshi/bus/record-limits';
import type { SqlTransaction } from '@munshi/database/database';
import { type EventRecord, encodeEvent, sourceOf } from '@munshi/events/event';
import type { ServiceName, TopicDefinition } from '@munshi/events/topic';
import type { Keys, NewEvent, UnitOfWork } from './delivery.ts';
import { DeliveryMisuseError } from './errors.ts';

/** An event that a transaction emitted. */
export interface Emitted {
  readonly lane: string;
  readonly topic: TopicDefinition;
  readonly record: EventRecord;
  /** Stays although its customer is erased: it is part of erasing. */
  readonly always: boolean;
}

/** A unit of work that gathers what is emitted, until it is closed. */
export interface CollectingUnit extends UnitOfWork {
  readonly emitted: readonly Emitted[];
  /** The same transaction and list, for what erasing emits. */
  readonly erasing: UnitOfWork;
  close(): void;
}

export interface UnitOptions {
  readonly service: ServiceName;
  readonly bus: Bus;
  /** Keyspaces whose lanes this service owns, each with a topic of it: elsewhere nobody would publish. */
  readonly keyspaces: ReadonlyMap<Keyspace, TopicDefinition>;
}

type Keyspace = TopicDefinition['keyspace'];

/** What a route or job has named, each key with its lane. */
export type NamedKeys = ReadonlyMap<string, string>;

/** @throws DeliveryMisuseError where this service owns no lane of a keyspace */
export function namedKeys(keys: Keys, { service, bus, keyspaces }: UnitOptions): NamedKeys {
  const named = new Map<string, string>();
  for (const keyspace of Object.keys(keys) as Keyspace[]) {
    const topic = keyspaces.get(keyspace);
    if (topic === undefined) throw unowned(service, keyspace);
    for (const key of keys[keyspace] ?? []) named.set(nameOf(keyspace, key), bus.laneOf(topic, key).id);
  }
  return named;
}

const nameOf = (keyspace: Keyspace, key: string): string => `${keyspace} ${key}`;

/** Without `named` any key may be emitted for. */
export function createUnit(tx: SqlTransaction, options: UnitOptions, named?: NamedKeys): CollectingUnit {
  const emitted: Emitted[] = [];
  let open = true;
  const emit = (event: NewEvent, always: boolean): void => {
    if (!open) throw new DeliveryMisuseError('EMIT_LATE', `an event for ${event.topic.name} was emitted after its transaction`);
    const record = toEmitted(event, always, options);
    if (named?.has(nameOf(event.topic.keyspace, event.key)) === false) throw unnamed(event);
    emitted.push(record);
  };
  return {
    tx,
    emitted,
    emit: (event) => emit(event as NewEvent, false),
    erasing: { tx, emit: (event) => emit(event as NewEvent, true) },
    close() {
      open = false;
    },
  };
}

/** Refuses here, in the transaction, what could never be published: it would hold up its lane for ever. */
function toEmitted(event: NewEvent, always: boolean, { service, bus, keyspaces }: UnitOptions): Emitted {
  const { topic, key } = event;
  if (topic.producer !== service) {
    throw new DeliveryMisuseError('EMIT_FOREIGN_TOPIC', `${topic.name} belongs to ${topic.producer}, ${service} cannot emit to it`);
  }
  if (!keyspaces.has(topic.keyspace)) throw unowned(service, topic.keyspace);
  try {
    const record = encodeEvent(topic, { ...event, topic: topic.name, source: sourceOf(service) });
    assertPublishable({ topic: topic.name, ...record });
    return { lane: bus.laneOf(topic, key).id, topic, record, always: always || record.value === null };
  } catch (error) {
    throw new DeliveryMisuseError('EMIT_INVALID', `an event for ${topic.name} cannot be published: ${(error as Error).message}`, error);
  }
}

function unowned(service: ServiceName, keyspace: Keyspace): DeliveryMisuseError {
  return new DeliveryMisuseError(
    'EMIT_UNOWNED_LANE',
    `${service} consumes nothing keyed by ${keyspace}, so nobody would publish what it emits for one`,
  );
}

function unnamed({ topic }: NewEvent): DeliveryMisuseError {
  return new DeliveryMisuseError(
    'EMIT_UNNAMED_KEY',
    `an event for ${topic.name} was emitted for a ${topic.keyspace} that its transaction did not name`,
  );
}
