import type { SqlTransaction } from '@munshi/database/database';
import { contentHash } from '@munshi/events/event-id';
import { type Entry, entryOf, type RecordKind } from '../domain/entry.ts';
import { isObject } from '../domain/lines/json-line.ts';
import { BATCH_SIZE } from '../domain/lines/raw-batches.ts';
import { readOwnRecord } from '../domain/own/own-record.ts';
import { RejectedError, type Rejection } from '../domain/rejection.ts';
import type { Outcome } from '../domain/versions/plan-batch.ts';
import { acceptBatch } from '../jobs/accept-batch.ts';
import { idempotencyRepository } from '../store/idempotency-repository.ts';
import { RequestError } from './errors.ts';
import type { RoutePorts } from './ports.ts';

/** The answer of a call that posts records. */
export interface RecordsAnswer {
  readonly accepted: number;
  readonly repaired: number;
  readonly duplicates: number;
  readonly rejected: readonly (Rejection & { readonly index: number })[];
}

export interface RecordsCall {
  readonly kind: RecordKind;
  readonly records: readonly unknown[];
  readonly idempotencyKey: string | null;
}

/** Calls that run now, by their key: a repetition that overtakes its original waits for it. */
export type RunningCalls = Map<string, Promise<unknown>>;

/** The answer, once everything is stored on the bus; the same answer for the same key and records. @throws RequestError */
export async function acceptRecords(ports: RoutePorts, call: RecordsCall, running: RunningCalls): Promise<RecordsAnswer> {
  const key = call.idempotencyKey;
  if (key === null) return publish(ports, call, null);
  for (let other = running.get(key); other !== undefined; other = running.get(key)) await other.catch(() => undefined);
  const answer = answerOnce(ports, call, key);
  running.set(key, answer);
  try {
    return await answer;
  } finally {
    running.delete(key);
  }
}

async function answerOnce(ports: RoutePorts, call: RecordsCall, key: string): Promise<RecordsAnswer> {
  const bodyHash = contentHash([call.kind, call.records]);
  const stored = await idempotencyRepository.find(ports.database.sql, key);
  if (stored === null) {
    const at = ports.clock.now();
    return publish(ports, call, (tx, answer) => idempotencyRepository.insert(tx, key, { bodyHash, answer, at }));
  }
  if (stored.bodyHash === bodyHash) return stored.answer as RecordsAnswer;
  throw new RequestError('IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key was used for other records: use a new key for each call');
}

type StoreAnswer = (tx: SqlTransaction, answer: RecordsAnswer) => Promise<void>;

async function publish(ports: RoutePorts, { kind, records }: RecordsCall, storeAnswer: StoreAnswer | null): Promise<RecordsAnswer> {
  const entries = records.map((record) => entryOfRecord(record, kind, ports));
  let answer: RecordsAnswer = { accepted: 0, repaired: 0, duplicates: 0, rejected: [] };
  for (let from = 0; from === 0 || from < entries.length; from += BATCH_SIZE) {
    const before = answer;
    const last = from + BATCH_SIZE >= entries.length;
    const plan = await acceptBatch(ports, {
      entries: entries.slice(from, from + BATCH_SIZE),
      intake: 'live',
      jobId: null,
      ...(last && storeAnswer ? { store: (tx, tried) => storeAnswer(tx, withOutcomes(before, tried.outcomes, from)) } : {}),
    });
    answer = withOutcomes(before, plan.outcomes, from);
    ports.onOutcomes(plan);
  }
  return answer;
}

/** A call must name its transactions: two equal ones without an id could be one that was sent twice. */
function entryOfRecord(record: unknown, kind: RecordKind, ports: RoutePorts): Entry {
  return entryOf(() => {
    if (!isObject(record)) throw new RejectedError('NOT_AN_OBJECT', 'the record is not an object');
    const entry = readOwnRecord({ ...record, record: undefined }, kind, ports.bank);
    if (entry.kind === 'transaction' && entry.transaction.transactionId === null) {
      throw new RejectedError('TRANSACTION_ID_MISSING', 'transactionId: is missing');
    }
    return entry;
  });
}

function withOutcomes(before: RecordsAnswer, outcomes: readonly Outcome[], from: number): RecordsAnswer {
  let { accepted, repaired, duplicates } = before;
  const rejected = [...before.rejected];
  outcomes.forEach((outcome, index) => {
    if (outcome.result === 'rejected') rejected.push({ index: from + index, ...outcome.rejection });
    else if (outcome.result === 'duplicate') duplicates += 1;
    else {
      accepted += 1;
      if (outcome.repairs.length > 0) repaired += 1;
    }
  });
  return { accepted, repaired, duplicates, rejected };
}
