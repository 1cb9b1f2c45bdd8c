import type { ReceivedRecord } from '../bus.ts';
import { type LogEnd, logKey, type PostgresLog } from './postgres-log.ts';

const ROWS_A_READ = 1_000;

/** Reads every log up to its end. */
export async function readAllOfLog(log: PostgresLog, ends: readonly LogEnd[], onRecord: (record: ReceivedRecord) => void): Promise<void> {
  const places = new Map(ends.map((end) => [logKey(end), 0n]));
  for (const { topic, partition, next: end } of ends) {
    for (;;) {
      const from = places.get(logKey({ topic, partition })) ?? 0n;
      const [records = []] = await log.read([{ topic, partition, from, limit: ROWS_A_READ }]);
      const wanted = records.filter(({ offset }) => offset < end);
      for (const record of wanted) onRecord(record);
      const last = wanted.at(-1);
      if (last === undefined || wanted.length < ROWS_A_READ) break;
      places.set(logKey({ topic, partition }), last.offset + 1n);
    }
  }
}
