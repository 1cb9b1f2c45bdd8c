import { bankCustomers, type Customer } from '@munshi/events/customer';
import { type BankDocument, bankDocuments } from '@munshi/events/document';
import { EventInvalidError, type EventRecord, encodeEvent, type Intake, sourceOf } from '@munshi/events/event';
import { eventId } from '@munshi/events/event-id';
import type { TopicDefinition } from '@munshi/events/topic';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { RejectedError } from '../rejection.ts';
import { zonedInstant } from '../zoned-time.ts';
import type { NextVersion } from './next-version.ts';

/** A record for the bus. */
export interface TopicRecord extends EventRecord {
  readonly topic: string;
}

export interface Envelope {
  readonly intake: Intake;
  /** Zone of a transaction's date where its instant is unknown. */
  readonly timeZone: string;
  /** When a record without a time of its own was taken in, RFC 3339 UTC. */
  readonly now: string;
}

/** Which rule made the event; part of its id. */
const RULE = 'ingestion@1';
/** Leaves room for headers within what a bus takes. */
const VALUE_LIMIT_BYTES = 950_000;

/** @throws RejectedError where it cannot be published, as all three */
export function transactionRecord(transaction: Transaction, version: NextVersion, envelope: Envelope): TopicRecord {
  const { transactionId, source, customerId, date } = transaction;
  const time = transaction.time ?? zonedInstant(date, '00:00:00', envelope.timeZone);
  const about = { key: customerId, subject: `${source}/${transactionId}`, time };
  return record(bankTransactions, about, { data: transaction, version, envelope });
}

/** @param time when the profile was so; null: now */
export function customerRecord(customer: Customer, version: NextVersion, envelope: Envelope, time: string | null = null): TopicRecord {
  const { customerId } = customer;
  const about = { key: customerId, subject: customerId, time: time ?? envelope.now };
  return record(bankCustomers, about, { data: customer, version, envelope });
}

/** @param document null removes it */
export function documentRecord(
  documentId: string,
  document: BankDocument | null,
  { version, envelope }: { version: NextVersion; envelope: Envelope },
): TopicRecord {
  const about = { key: documentId, subject: documentId, time: envelope.now };
  return record(bankDocuments, about, { data: document, version, envelope });
}

interface About {
  readonly key: string;
  readonly subject: string;
  readonly time: string;
}

function record<Data>(
  topic: TopicDefinition<Data>,
  about: About,
  { data, version, envelope }: { data: Data; version: NextVersion; envelope: Envelope },
): TopicRecord {
  const id = eventId({ topic: topic.name, subject: about.subject, cause: version.cause, rule: RULE });
  const { intake } = envelope;
  const event = { ...about, topic: topic.name, id, sequence: version.revision, intake, source: sourceOf('ingestion'), data };
  try {
    const encoded = encodeEvent(topic, event, version.json);
    if ((encoded.value?.length ?? 0) <= VALUE_LIMIT_BYTES) return { ...encoded, topic: topic.name };
  } catch (error) {
    if (error instanceof EventInvalidError) throw new RejectedError('FIELD_INVALID', error.message);
    throw error;
  }
  throw new RejectedError('RECORD_TOO_LARGE', `the record has more than ${VALUE_LIMIT_BYTES} bytes`);
}
