import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarDate } from '@munshi/events/calendar-date';
import { z } from 'zod';

const demoRecord = z.object({
  seed: z.int(),
  customers: z.int(),
  from: calendarDate,
  /** The day before which everything was taken in; null before the first load. */
  loadedUntil: calendarDate.nullable(),
  /** The load that is under way: its days and the job that takes them in. */
  load: z.object({ until: calendarDate, jobId: z.string() }).nullable(),
});

/** How far the demo bank has been taken in: what a later start, or one after a crash, goes on from. */
export type DemoRecord = z.output<typeof demoRecord>;

/** The record in the data folder; null before the first start. */
export function readDemoRecord(dataDir: string): DemoRecord | null {
  const file = fileIn(dataDir);
  return existsSync(file) ? demoRecord.parse(JSON.parse(readFileSync(file, 'utf8'))) : null;
}

export function writeDemoRecord(dataDir: string, record: DemoRecord): void {
  const fresh = `${fileIn(dataDir)}.new`;
  writeFileSync(fresh, `${JSON.stringify(record)}\n`, { flush: true });
  renameSync(fresh, fileIn(dataDir));
}

const fileIn = (dataDir: string) => join(dataDir, 'demo-bank.json');
