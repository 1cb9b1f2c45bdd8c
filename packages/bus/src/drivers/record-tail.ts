import type { ReceivedRecord } from '../bus.ts';
import { recordBytes } from '../record-limits.ts';
import { logKey } from './postgres-log.ts';

/** The newest records of every log, so that groups that keep up read nothing from the database. */
export interface RecordTail {
  /** Records of one log, in offset order. */
  append(records: readonly ReceivedRecord[]): void;
  /** Undefined where the log's tail does not reach back to `from`. */
  read(topic: string, partition: number, from: bigint, limit: number): readonly ReceivedRecord[] | undefined;
}

interface Tail {
  first: bigint;
  records: ReceivedRecord[];
}

export function createRecordTail(maxBytes: number): RecordTail {
  const tails = new Map<string, Tail>();
  /** What was appended, oldest first: the order of forgetting. */
  const chunks: { tail: Tail; count: number; bytes: number }[] = [];
  let bytes = 0;

  function forgetOldest(): void {
    const chunk = chunks.shift();
    if (chunk === undefined) return;
    bytes -= chunk.bytes;
    chunk.tail.records.splice(0, chunk.count);
    chunk.tail.first += BigInt(chunk.count);
  }

  return {
    append(records) {
      const [head] = records;
      if (head === undefined) return;
      const key = logKey(head);
      let tail = tails.get(key);
      // After a publish whose answer was lost the log holds records that this process has not seen: begin again behind them.
      if (tail === undefined || tail.first + BigInt(tail.records.length) !== head.offset) {
        tail = { first: head.offset, records: [] };
        tails.set(key, tail);
      }
      for (const record of records) tail.records.push(record);
      const size = records.reduce((sum, record) => sum + recordBytes(record), 0);
      chunks.push({ tail, count: records.length, bytes: size });
      bytes += size;
      while (bytes > maxBytes && chunks.length > 0) forgetOldest();
    },
    read(topic, partition, from, limit) {
      const tail = tails.get(logKey({ topic, partition }));
      if (tail === undefined || from < tail.first) return undefined;
      const start = Number(from - tail.first);
      return tail.records.slice(start, start + limit);
    },
  };
}
