import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import type { Logger } from '@munshi/service-kit/logger';
import type { ReceivedRecord } from '../bus.ts';
import { createWake } from '../wake.ts';
import { type LogId, logKey, type PostgresLog, type ReadRequest } from './postgres-log.ts';
import type { RecordTail } from './record-tail.ts';

const ROWS_A_READ = 1_500;
const RETRY_MS = 500;

/** One group's place in one log. */
export interface Cursor extends LogId {
  /** The next offset to be read. */
  next: bigint;
  /** How many records are wanted now. */
  wanted(): number;
  accept(records: readonly ReceivedRecord[]): void;
}

/** One loop for all groups: what is in memory costs nothing, the rest is one statement for many logs. Idle, it sleeps. */
export interface PostgresReader {
  add(cursors: readonly Cursor[]): void;
  remove(cursors: readonly Cursor[]): void;
  /** There may be something to read. */
  wake(): void;
  close(): Promise<void>;
}

export interface PostgresReaderOptions {
  readonly log: PostgresLog;
  readonly tail: RecordTail;
  /** The offset the next record of a log gets. */
  endOf(id: LogId): bigint;
  readonly logger: Logger;
}

interface Read {
  readonly request: ReadRequest;
  readonly end: bigint;
  readonly readers: Cursor[];
}

export function createPostgresReader({ log, tail, endOf, logger }: PostgresReaderOptions): PostgresReader {
  let cursors: Cursor[] = [];
  const wake = createWake();
  let closed = false;
  const ended = run();

  return {
    add(added) {
      cursors.push(...added);
      wake.call();
    },
    remove(removed) {
      const gone = new Set(removed);
      cursors = cursors.filter((cursor) => !gone.has(cursor));
    },
    wake: () => wake.call(),
    close() {
      closed = true;
      wake.call();
      return ended;
    },
  };

  async function run(): Promise<void> {
    while (!closed) {
      await wake.wait();
      if (closed) return;
      try {
        await feed();
      } catch (error) {
        logger.warn({ err: error }, 'could not read the log; trying again');
        await pause(RETRY_MS);
        wake.call();
      }
    }
  }

  /** Gives every cursor what it wants, until none wants more. */
  async function feed(): Promise<void> {
    while (!closed) {
      const behind = cursors.filter((cursor) => !feedFromTail(cursor));
      if (behind.length === 0) return;
      await feedFromDatabase(behind);
      await turn();
    }
  }

  /** False when the database has to be asked. */
  function feedFromTail(cursor: Cursor): boolean {
    const wanted = cursor.wanted();
    if (wanted <= 0 || cursor.next >= endOf(cursor)) return true;
    const records = tail.read(cursor.topic, cursor.partition, cursor.next, wanted);
    if (records === undefined || records.length === 0) return false;
    take(cursor, records);
    return true;
  }

  async function feedFromDatabase(behind: readonly Cursor[]): Promise<void> {
    const reads = plan(behind);
    const results = await log.read(reads.map(({ request }) => request));
    for (const [i, { request, end, readers }] of reads.entries()) {
      const records = results[i] ?? [];
      for (const cursor of readers) {
        if (records.length > 0) take(cursor, records);
        // Nothing there: what lay before the end is past its retention.
        else if (request.from === cursor.next) cursor.next = end;
      }
    }
    // Groups take turns: those that were served wait behind the others.
    const served = new Set(reads.flatMap(({ readers }) => readers));
    cursors = [...cursors.filter((cursor) => !served.has(cursor)), ...cursors.filter((cursor) => served.has(cursor))];
  }

  /** Reads of about one statement's worth; groups at the same place of a log share one. */
  function plan(behind: readonly Cursor[]): Read[] {
    const reads = new Map<string, Read>();
    let rows = 0;
    for (const cursor of behind) {
      const { topic, partition, next: from } = cursor;
      const key = `${logKey(cursor)}@${from}`;
      const shared = reads.get(key);
      if (shared !== undefined) shared.readers.push(cursor);
      else if (rows < ROWS_A_READ) {
        const end = endOf(cursor);
        const limit = Math.min(cursor.wanted(), Number(end - from));
        reads.set(key, { request: { topic, partition, from, limit }, end, readers: [cursor] });
        rows += limit;
      }
    }
    return [...reads.values()];
  }

  function take(cursor: Cursor, records: readonly ReceivedRecord[]): void {
    cursor.next = (records.at(-1)?.offset ?? cursor.next - 1n) + 1n;
    cursor.accept(records);
  }
}
