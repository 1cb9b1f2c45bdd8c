import { setTimeout as pause } from 'node:timers/promises';
import type { OutgoingRecord } from '../bus.ts';
import { BusRecordError, BusUnavailableError } from '../errors.ts';
import { isTooLarge, reasonOf } from './kafka-errors.ts';

/** Under the broker's 1 MiB with its framing; kafkajs does not split what is too large. */
const MOST_BYTES = 900_000;
const MOST_RECORDS = 5_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** A call to `publish`, which may be spread over partitions. */
export interface PublishCall {
  stored(count: number): void;
  failed(error: unknown): void;
}

export interface QueuedRecord {
  readonly record: OutgoingRecord;
  readonly bytes: number;
  readonly call: PublishCall;
}

/** The send queue of one partition: one send in flight, resent until answered. */
export interface KafkaSender {
  add(records: readonly QueuedRecord[]): void;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
}

export interface KafkaSenderOptions {
  /** Sends to the one partition; resolves when all in-sync replicas have it. Each record keeps its time over resends. */
  send(records: readonly OutgoingRecord[], publishedAt: number): Promise<void>;
  /** For how long an unanswered send is repeated. */
  readonly limitMs: number;
  /** Aborted: give up at the next error. */
  readonly signal: AbortSignal;
  /** A send failed and is repeated from now on. */
  onTrouble(reason: string): void;
  /** The repeated send was answered, or given up. */
  onTroubleOver(): void;
}

export function createKafkaSender({ send, limitMs, signal, onTrouble, onTroubleOver }: KafkaSenderOptions): KafkaSender {
  let queue: QueuedRecord[] = [];
  let busy = false;
  let drained = Promise.resolve();

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const count = batchLength(queue);
      try {
        await sendUntilAnswered(queue.slice(0, count));
        queue.splice(0, count);
      } catch (error) {
        // What waits behind must not overtake what failed.
        const failed = queue;
        queue = [];
        for (const { call } of failed) call.failed(error);
      }
    }
    busy = false;
  }

  async function sendUntilAnswered(batch: readonly QueuedRecord[]): Promise<void> {
    const since = Date.now();
    let failures = 0;
    try {
      for (;;) {
        const error = await trySend(batch, since);
        if (error === undefined) return acknowledge(batch);
        if (isTooLarge(error)) return await sendHalves(batch);
        failures += 1;
        if (failures === 1) onTrouble(reasonOf(error));
        await waitAfter(error, failures, since);
      }
    } finally {
      if (failures > 0) onTroubleOver();
    }
  }

  async function trySend(batch: readonly QueuedRecord[], since: number): Promise<unknown> {
    try {
      await send(
        batch.map(({ record }) => record),
        since,
      );
      return undefined;
    } catch (error) {
      return error;
    }
  }

  /** This topic takes less than we thought: only a record that is too large by itself is refused. */
  async function sendHalves(batch: readonly QueuedRecord[]): Promise<void> {
    const [first] = batch;
    if (first === undefined) return;
    if (batch.length === 1) {
      first.call.failed(new BusRecordError('RECORD_TOO_LARGE', `the broker takes no record of this size for ${first.record.topic}`));
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await sendUntilAnswered(batch.slice(0, middle));
    await sendUntilAnswered(batch.slice(middle));
  }

  async function waitAfter(error: unknown, failures: number, since: number): Promise<void> {
    const reason = reasonOf(error);
    if (signal.aborted) throw new BusUnavailableError(`the bus was closed before Kafka stored it: ${reason}`, error);
    if (Date.now() - since > limitMs) throw new BusUnavailableError(`Kafka did not store it within ${limitMs} ms: ${reason}`, error);
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS), undefined, { signal }).catch(() => undefined);
  }

  return {
    add(records) {
      for (const record of records) queue.push(record);
      if (busy) return;
      busy = true;
      drained = drain();
    },
    idle: () => drained,
  };
}

function acknowledge(batch: readonly QueuedRecord[]): void {
  for (const { call } of batch) call.stored(1);
}

function batchLength(queue: readonly QueuedRecord[]): number {
  let total = 0;
  let count = 0;
  for (const { bytes } of queue) {
    total += bytes;
    if (count > 0 && (total > MOST_BYTES || count >= MOST_RECORDS)) break;
    count += 1;
  }
  return count;
}
