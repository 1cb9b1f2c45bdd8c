import { eventsOf } from '@munshi/ingestion/ingest';
import { parse } from 'csv-parse/sync';
import { bankBytes } from './bank-file.ts';
import { cpuSeconds, hand, median } from './measurement.ts';

const ROWS = 50_000;
const ROUNDS = 7;
const CHUNK = 65_536;
const bank = { timeZone: 'Asia/Kolkata', currency: 'INR' } as const;

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

async function events(bytes: Buffer): Promise<void> {
  let made = 0;
  for await (const batch of eventsOf(chunksOf(bytes), { kind: 'transactions', intake: 'history', bank, now: new Date().toISOString() }))
    made += batch.records.length;
  if (made !== ROWS) throw new Error(`${ROWS} rows became ${made} events`);
}

async function rows(bytes: Buffer): Promise<void> {
  const read = parse(bytes).length;
  if (read !== ROWS + 1) throw new Error(`${ROWS} rows were read as ${read - 1}`);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const begun = cpuSeconds();
  await work();
  return cpuSeconds() - begun;
}

// In turns, so that what else the machine does meets both.
const bytes = bankBytes(ROWS);
const ours: number[] = [];
const theirs: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  theirs.push(await seconds(() => rows(bytes)));
  ours.push(await seconds(() => events(bytes)));
}
const perSecond = (times: readonly number[]) => Math.round(ROWS / median(times));
const [value, reference] = [perSecond(ours), perSecond(theirs)];
hand([
  {
    what: 'CSV to events, without a bus',
    value,
    unit: 'rows a CPU second',
    reference: { what: 'csv-parse alone on the same bytes', value: reference },
    ratio: value / reference,
    target: { of: 'ratio', atLeast: 0.25 },
  },
]);
