import type { Bus } from '@munshi/bus/bus';
import { assertPublishable } from '@munshi/bus/record-limits';
import type { SqlTransaction } from '@munshi/database/database';
import { type EventRecord, encodeEvent, sourceOf } from '@munshi/events/event';
import type { ServiceName, TopicDefinition } from '@munshi/events/topic';
import type { NewEvent, UnitOfWork } from './delivery.ts';
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
  /** Keyspaces whose lanes this service owns: elsewhere nobody would publish. */
  readonly keyspaces: ReadonlySet<TopicDefinition['keyspace']>;
}

export function createUnit(tx: SqlTransaction, options: UnitOptions): CollectingUnit {
  const emitted: Emitted[] = [];
  let open = true;
  const emit = (event: NewEvent, always: boolean): void => {
    if (!open) throw new DeliveryMisuseError('EMIT_LATE', `an event for ${event.topic.name} was emitted after its transaction`);
    emitted.push(toEmitted(event, always, options));
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
  if (!keyspaces.has(topic.keyspace)) {
    throw new DeliveryMisuseError(
      'EMIT_UNOWNED_LANE',
      `${service} consumes nothing keyed by ${topic.keyspace}, so nobody would publish ${topic.name}`,
    );
  }
  try {
    const record = encodeEvent(topic, { ...event, topic: topic.name, source: sourceOf(service) });
    assertPublishable({ topic: topic.name, ...record });
    return { lane: bus.laneOf(topic, key).id, topic, record, always: always || record.value === null };
  } catch (error) {
    throw new DeliveryMisuseError('EMIT_INVALID', `an event for ${topic.name} cannot be published: ${(error as Error).message}`, error);
  }
}
