import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { eventsOf } from '@munshi/ingestion/ingest';
import { hand } from './measurement.ts';

const BYTES = 2 ** 30;
const MIB = 2 ** 20;
const SAMPLE_MS = 20;
const bank = { timeZone: 'Asia/Kolkata', currency: 'INR' } as const;

const folder = mkdtempSync(join(tmpdir(), 'munshi-bench-memory-'));
try {
  const file = join(folder, 'bank.csv');
  const writer = join(import.meta.dirname, 'write-bank-file.ts');
  const rows = Number(execFileSync(process.execPath, [writer, file, String(BYTES)], { encoding: 'utf8' }));
  const idle = process.memoryUsage.rss();
  let most = idle;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, SAMPLE_MS);
  let made = 0;
  const options = { kind: 'transactions', intake: 'history', bank, now: new Date().toISOString() } as const;
  for await (const batch of eventsOf(createReadStream(file), options)) {
    made += batch.records.length;
    await turn(); // a bus answers in a later turn, and nothing is read before
  }
  clearInterval(sampling);
  if (made !== rows) throw new Error(`${rows} rows became ${made} events`);
  hand([
    {
      what: `memory of a 1 GiB file (${rows.toLocaleString('en')} rows) up to a sink that waits`,
      value: Math.round((most - idle) / MIB),
      unit: 'MiB over idle',
      reference: { what: 'the idle process', value: Math.round(idle / MIB) },
      ratio: null,
      target: { of: 'value', atMost: 200 },
    },
  ]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
