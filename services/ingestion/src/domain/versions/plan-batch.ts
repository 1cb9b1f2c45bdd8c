import type { BankDocument } from '@munshi/events/document';
import type { Money } from '@munshi/events/money';
import type { Transaction } from '@munshi/events/transaction';
import { documentParts } from '../documents/document-parts.ts';
import { idsLikeIn, personalNumberIn } from '../documents/personal-data.ts';
import type { Entry } from '../entry.ts';
import { type EqualRows, identify } from '../identity.ts';
import { isConflicting, mergeObservation, renderCustomer } from '../profile/observed-profile.ts';
import { RejectedError, type Rejection } from '../rejection.ts';
import { customerRecord, documentRecord, type Envelope, type TopicRecord, transactionRecord } from './event-records.ts';
import { type KnownCustomer, type KnownTransaction, type KnownVersion, REMOVED, type Register, transactionKey } from './known.ts';
import { nextVersion } from './next-version.ts';

/** What became of one entry. `amount` and `date` are those of an accepted transaction. */
export type Outcome =
  | { readonly result: 'accepted'; readonly repairs: readonly string[]; readonly amount: Money | null; readonly date: string | null }
  | { readonly result: 'duplicate' }
  | { readonly result: 'rejected'; readonly rejection: Rejection };

export interface BatchPlan {
  /** One an entry, in their order. */
  readonly outcomes: readonly Outcome[];
  /** To be published in this order. */
  readonly records: readonly TopicRecord[];
  /** What the register must hold once they are published. */
  readonly transactions: ReadonlyMap<string, KnownTransaction & Pick<Transaction, 'source' | 'transactionId'>>;
  readonly customers: ReadonlyMap<string, KnownCustomer>;
  readonly documents: ReadonlyMap<string, KnownVersion>;
  /** Customers whose profile rows of files changed: to be published when the file ends. */
  readonly observed: ReadonlySet<string>;
  /** Those of them that rows first disagreed on in this batch. */
  readonly conflicting: ReadonlySet<string>;
}

/**
 * Decides for each entry whether it is new, a later version, known already or refused, as if they came one after the
 * other, and makes the events. `register` holds what is known of the batch's records and is brought up to date.
 */
export function planBatch(entries: readonly Entry[], register: Register, equalRows: EqualRows, envelope: Envelope): BatchPlan {
  const plan = createPlan(register, envelope);
  const outcomes = entries.map((entry): Outcome => {
    try {
      return planEntry(entry, plan, equalRows);
    } catch (error) {
      if (error instanceof RejectedError) return { result: 'rejected', rejection: error.rejection };
      throw error;
    }
  });
  return { ...plan, outcomes };
}

type Plan = ReturnType<typeof createPlan>;

function createPlan(register: Register, envelope: Envelope) {
  return {
    register,
    envelope,
    records: [] as TopicRecord[],
    transactions: new Map<string, KnownTransaction & Pick<Transaction, 'source' | 'transactionId'>>(),
    customers: new Map<string, KnownCustomer>(),
    documents: new Map<string, KnownVersion>(),
    observed: new Set<string>(),
    conflicting: new Set<string>(),
  };
}

function planEntry(entry: Entry, plan: Plan, equalRows: EqualRows): Outcome {
  switch (entry.kind) {
    case 'rejected':
      return { result: 'rejected', rejection: entry.rejection };
    case 'document':
      return planDocument(entry, plan);
    case 'customer':
      return planCustomer(entry, plan);
    case 'transaction':
      return planTransaction(entry, identify(entry.transaction, equalRows), plan);
  }
}

function planTransaction(entry: Extract<Entry, { kind: 'transaction' }>, transaction: Transaction, plan: Plan): Outcome {
  const { customerId, status } = transaction;
  assertNotErased(plan, customerId);
  const key = transactionKey(transaction);
  const known = plan.register.transactions.get(key);
  if (known && known.customerId !== customerId) {
    throw new RejectedError('TRANSACTION_OF_ANOTHER_CUSTOMER', 'transactionId: belongs to another customer already');
  }
  const version = nextVersion(transaction, known);
  // What was settled, posted or cancelled, is not pending again: such a version comes late and brings nothing new.
  const late = status === 'pending' && known !== undefined && known.status !== 'pending';
  if (version !== null && !late) {
    plan.records.push(transactionRecord(transaction, version, plan.envelope));
    const next = { hash: version.hash, revision: version.revision, customerId, status };
    plan.register.transactions.set(key, next);
    plan.transactions.set(key, { ...next, source: transaction.source, transactionId: transaction.transactionId });
  }
  observe(entry, plan);
  if (version === null || late) return { result: 'duplicate' };
  return { result: 'accepted', repairs: entry.repairs, amount: transaction.amount, date: transaction.date };
}

/** The customer of a file's rows is published once, when the file ends: here it is only remembered. */
function observe({ observation }: Extract<Entry, { kind: 'transaction' }>, plan: Plan): void {
  if (observation === null) return;
  const { customerId } = observation;
  const known = plan.register.customers.get(customerId) ?? UNKNOWN_CUSTOMER;
  const observed = mergeObservation(known.observed, observation);
  if (observed === known.observed) return;
  if (isConflicting(observed) && !isConflicting(known.observed)) plan.conflicting.add(customerId);
  plan.observed.add(customerId);
  setCustomer(plan, customerId, { ...known, observed });
}

function planCustomer({ customer, time, repairs }: Extract<Entry, { kind: 'customer' }>, plan: Plan): Outcome {
  const { customerId } = customer;
  assertNotErased(plan, customerId);
  const known = plan.register.customers.get(customerId) ?? UNKNOWN_CUSTOMER;
  // an older state that comes later brings nothing new
  if (time !== null && known.recordTime !== null && time < known.recordTime) return { result: 'duplicate' };
  const rendered = renderCustomer(customerId, customer, known.observed);
  const version = nextVersion(rendered, known);
  if (version === null) return { result: 'duplicate' };
  plan.records.push(customerRecord(rendered, version, plan.envelope, time));
  // one without a time is the newest, and leaves those older than the last that had one as old as they are
  const recordTime = time ?? known.recordTime;
  setCustomer(plan, customerId, { ...known, hash: version.hash, revision: version.revision, record: customer, recordTime });
  return { result: 'accepted', repairs, amount: null, date: null };
}

/** A document, or each of its parts; parts of an older version that this one has no more are removed. */
function planDocument({ document, repairs }: Extract<Entry, { kind: 'document' }>, plan: Plan): Outcome {
  const parts = documentParts(document);
  for (const part of parts) assertPublic(part, plan);
  const before = plan.records.length;
  for (const part of parts) publishDocument(part.documentId, part, plan);
  const ids = new Set(parts.map(({ documentId }) => documentId));
  for (const [id, { hash }] of plan.register.documents) {
    if (hash !== REMOVED && !ids.has(id) && id.replace(PART, '') === document.documentId) publishDocument(id, null, plan);
  }
  return plan.records.length === before ? { result: 'duplicate' } : { result: 'accepted', repairs, amount: null, date: null };
}
const PART = /#\d+$/;

/** @param document null removes it */
function publishDocument(documentId: string, document: BankDocument | null, plan: Plan): void {
  const version = nextVersion(document, plan.register.documents.get(documentId));
  if (version === null) return;
  plan.records.push(documentRecord(documentId, document, { version, envelope: plan.envelope }));
  const next = { hash: document === null ? REMOVED : version.hash, revision: version.revision };
  plan.register.documents.set(documentId, next);
  plan.documents.set(documentId, next);
}

/** Documents are public. @throws RejectedError for one that speaks of somebody */
function assertPublic({ title, text }: BankDocument, plan: Plan): void {
  const whole = `${title}\n${text}`;
  const found = personalNumberIn(whole) ?? (idsLikeIn(whole).some((id) => plan.register.customers.has(id)) ? 'the id of a customer' : null);
  if (found === null) return;
  throw new RejectedError('PERSONAL_DATA_IN_DOCUMENT', `text: holds ${found}; documents are public, remove it`);
}

const UNKNOWN_CUSTOMER: KnownCustomer = { status: 'active', hash: null, revision: 0, record: null, recordTime: null, observed: null };

function setCustomer(plan: Plan, customerId: string, customer: KnownCustomer): void {
  plan.register.customers.set(customerId, customer);
  plan.customers.set(customerId, customer);
}

/** An erased id is final. */
function assertNotErased(plan: Plan, customerId: string): void {
  if (plan.register.customers.get(customerId)?.status !== 'erased') return;
  throw new RejectedError('CUSTOMER_ERASED', 'customerId: this customer was erased, which is final');
}
