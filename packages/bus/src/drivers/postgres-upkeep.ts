import type { Database } from '@munshi/database/database';
import type { Logger } from '@munshi/service-kit/logger';
import { sql } from 'kysely';

const HOUR_MS = 3_600_000;
/** How long a tombstone is kept: whoever was away shorter than this hears that the state is gone. As on Kafka. */
export const TOMBSTONE_MS = 30 * 24 * HOUR_MS;

/** Deletes what is past its topic's retention. */
export async function expireRecords(database: Database, now: number): Promise<void> {
  await sql`
    with gone as (
      delete from bus.records r using bus.topics t
      where t.name = r.topic and t.retention_ms is not null and r.published_at < ${String(now)}::bigint - t.retention_ms
      returning r.topic, r.partition, r."offset"),
    firsts as (select topic, partition, max("offset") + 1 as first from gone group by topic, partition)
    update bus.partitions l set first_offset = greatest(l.first_offset, f.first) from firsts f
    where l.topic = f.topic and l.partition = f.partition`.execute(database.sql);
}

/** Of topics of states: keeps the newest record of each key and subject, and no tombstone for ever. */
export async function compactRecords(database: Database, now: number): Promise<void> {
  await sql`
    with newest as (
      select r.topic, r.partition, r.key, r.subject, max(r."offset") as "offset" from bus.records r
      join bus.topics t on t.name = r.topic and t.compacted group by r.topic, r.partition, r.key, r.subject)
    delete from bus.records r using newest n, bus.partitions l
    where r.topic = n.topic and r.partition = n.partition and r.key = n.key and r.subject is not distinct from n.subject
      and l.topic = r.topic and l.partition = r.partition
      and (r."offset" < n."offset"
        or (r.value is null and r.published_at < ${String(now - TOMBSTONE_MS)}::bigint and r."offset" < l.next_offset - 1))`.execute(
    database.sql,
  );
}

/** Runs both now and every hour. */
export function keepUp(database: Database, logger: Logger): { close(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(start, HOUR_MS);
  timer.unref();
  start();

  function start(): void {
    running = running.then(run);
  }

  async function run(): Promise<void> {
    try {
      await expireRecords(database, Date.now());
      await compactRecords(database, Date.now());
    } catch (error) {
      logger.warn({ err: error }, 'could not delete what the log need not keep');
    }
  }

  return {
    close() {
      clearInterval(timer);
      return running;
    },
  };
}
