import type { ReadPlaces, ReceivedRecord } from '../bus.ts';
import { type LogEnd, logKey, type PostgresLog } from './postgres-log.ts';

const ROWS_A_READ = 1_000;

export interface LogReading {
  readonly ends: readonly LogEnd[];
  readonly from: ReadPlaces;
  onRecord(record: ReceivedRecord): unknown;
}

/** Reads every log up to its end. */
export async function readAllOfLog(log: PostgresLog, { ends, from: begin, onRecord }: LogReading): Promise<ReadPlaces> {
  for (const { topic, partition, next: end } of ends) {
    let from = begin.get(logKey({ topic, partition })) ?? 0n;
    while (from < end) {
      const [records = []] = await log.read([{ topic, partition, from, limit: ROWS_A_READ }]);
      const wanted = records.filter(({ offset }) => offset < end);
      for (const record of wanted) {
        const taken = onRecord(record);
        if (taken instanceof Promise) await taken;
      }
      const last = wanted.at(-1);
      if (last === undefined || wanted.length < ROWS_A_READ) break;
      from = last.offset + 1n;
    }
  }
  return new Map([...begin, ...ends.map((end): [string, bigint] => [logKey(end), end.next])]);
}
