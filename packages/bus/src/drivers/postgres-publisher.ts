import type { OutgoingRecord, ReceivedRecord } from '../bus.ts';
import { recordBytes } from '../record-limits.ts';
import { type AppendedRecord, logKey, type PostgresLog } from './postgres-log.ts';

const MOST_RECORDS = 1_000;
const MOST_BYTES = 2_000_000;

interface Call {
  readonly records: readonly AppendedRecord[];
  stored: number;
  resolve(): void;
  reject(error: unknown): void;
}

export interface PostgresPublisher {
  /** Resolves when every record is stored. */
  publish(records: readonly AppendedRecord[]): Promise<void>;
  /** Resolves when nothing waits. */
  idle(): Promise<void>;
}

export interface PostgresPublisherOptions {
  readonly log: PostgresLog;
  /** Called after each statement with the records of one log, in offset order. */
  onStored(records: readonly ReceivedRecord[]): void;
  /** The answer of a statement was lost: it may have been stored, or not. */
  onLost(): void;
}

/** One statement in flight; what is published meanwhile goes together in the next, in the order of the calls. */
export function createPostgresPublisher({ log, onStored, onLost }: PostgresPublisherOptions): PostgresPublisher {
  const calls: Call[] = [];
  let busy = false;
  let drained = Promise.resolve();

  async function drain(): Promise<void> {
    while (calls.length > 0) {
      try {
        await storeNext();
      } catch (error) {
        onLost();
        // What waits behind must not overtake what failed.
        for (const call of calls.splice(0)) call.reject(error);
      }
    }
    busy = false;
  }

  async function storeNext(): Promise<void> {
    const parts = nextParts(calls);
    await store(parts.flatMap(({ call, count }) => call.records.slice(call.stored, call.stored + count)));
    for (const { call, count } of parts) call.stored += count;
    while (calls[0] !== undefined && calls[0].stored === calls[0].records.length) calls.shift()?.resolve();
  }

  async function store(records: readonly AppendedRecord[]): Promise<void> {
    const publishedAt = Date.now();
    const firsts = await log.append(records, publishedAt);
    const next = new Map(firsts.map((first) => [logKey(first), first.next]));
    const byLog = new Map<string, ReceivedRecord[]>();
    for (const { partition, record } of records) {
      const key = logKey({ topic: record.topic, partition });
      const offset = next.get(key) ?? 0n;
      next.set(key, offset + 1n);
      const received = { ...withoutExtras(record), partition, offset, timestamp: publishedAt };
      const sameLog = byLog.get(key);
      if (sameLog === undefined) byLog.set(key, [received]);
      else sameLog.push(received);
    }
    for (const stored of byLog.values()) onStored(stored);
  }

  return {
    publish(records) {
      if (records.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        calls.push({ records, stored: 0, resolve, reject });
        if (busy) return;
        busy = true;
        drained = drain();
      });
    },
    idle: () => drained,
  };
}

/** A copy: the caller may reuse its own after `publish` resolved. */
function withoutExtras({ topic, key, value, headers }: OutgoingRecord): OutgoingRecord {
  return { topic, key, value, headers: { ...headers } };
}

/** How much of which call goes into the next statement. */
function nextParts(calls: readonly Call[]): { call: Call; count: number }[] {
  const parts: { call: Call; count: number }[] = [];
  let records = 0;
  let bytes = 0;
  for (const call of calls) {
    let count = 0;
    for (let at = call.stored; at < call.records.length; at += 1) {
      const record = call.records[at]?.record;
      if (record === undefined) break;
      const size = recordBytes(record);
      const full = records >= MOST_RECORDS || (records > 0 && bytes + size > MOST_BYTES);
      if (full) return count > 0 ? [...parts, { call, count }] : parts;
      count += 1;
      records += 1;
      bytes += size;
    }
    parts.push({ call, count });
  }
  return parts;
}
