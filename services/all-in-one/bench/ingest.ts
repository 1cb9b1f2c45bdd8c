import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openBus } from '@munshi/bus/open-bus';
import type { Database } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { createIngestionService } from '@munshi/ingestion/service';
import { systemClock } from '@munshi/service-kit/clock';
import { createHttpServer } from '@munshi/service-kit/http';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { createMetrics } from '@munshi/service-kit/metrics';
import { loadSettings } from '@munshi/service-kit/settings';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { munshiSettings } from '../src/config.ts';
import { createIngestionClient, type IngestionClient } from '../src/demo/ingestion-client.ts';
import { bankBytes } from './bank-file.ts';
import { cpuSeconds, hand, median } from './measurement.ts';

const ROWS = 20_000;
const ROUNDS = 3;
const BATCH = 500;
const POLL_MS = 50;

interface Spent {
  readonly seconds: number;
  readonly cpu: number;
}

async function spent(work: () => Promise<void>): Promise<Spent> {
  const [begun, cpuBegun] = [performance.now(), cpuSeconds()];
  await work();
  return { seconds: (performance.now() - begun) / 1000, cpu: cpuSeconds() - cpuBegun };
}

/** The least that keeps the rows: the same batches into one table with a key. */
async function insertRows(database: Database, bytes: Buffer): Promise<void> {
  const rows = parse(bytes, { from: 2 }) as string[][];
  for (let at = 0; at < rows.length; at += BATCH) {
    const batch = rows.slice(at, at + BATCH).map(([id, customer, born, gender, city, balance, date, time, amount]) => ({
      id,
      customer,
      born,
      gender,
      city,
      balance,
      date: date?.split('-').reverse().join('-'),
      time,
      amount,
    }));
    await database.transaction((tx) =>
      sql`insert into bench.rows select * from json_to_recordset(${JSON.stringify(batch)}::json) as r(
        id text, customer text, born text, gender text, city text, balance numeric, date date, time text, amount numeric)`.execute(tx),
    );
  }
}

async function ingest(client: IngestionClient, file: string): Promise<void> {
  let job = await client.upload(file);
  while (job.state !== 'done') {
    await pause(POLL_MS);
    job = (await client.job(job.jobId)) ?? { ...job, state: 'lost' };
    if (job.state === 'failed' || job.state === 'lost') throw new Error(`the job is ${job.state}`);
  }
  if (job.accepted !== ROWS) throw new Error(`of ${ROWS} rows ${job.accepted} were accepted`);
}

const folder = mkdtempSync(join(tmpdir(), 'munshi-bench-ingest-'));
const secret = 'bench-secret-0123456789abcdef0123456789';
const settings = {
  DATA_DIR: folder,
  PORT: '0',
  OPERATOR_TOKEN: secret,
  AUTH_SECRET: secret.replace('bench', 'other'),
  PSEUDONYM_SECRET: secret,
};
const config = loadSettings(munshiSettings, settings);
const server = await openDatabase(config, { logger });
const bus = await openBus(config, { clientId: 'bench', database: server, logger });
try {
  const http = createHttpServer({ logger, metrics: createMetrics() });
  const database = server.connect({ name: 'ingestion', connections: 1 });
  const onCrash = (error: unknown): never => {
    throw error;
  };
  const ports = { bus, database, http, logger, clock: systemClock, metrics: createMetrics(), dataDir: folder, onCrash };
  const service = createIngestionService(ports, config);
  await service.start();
  const url = await http.listen({ port: 0, host: '127.0.0.1' });
  const client = createIngestionClient({ url, operatorToken: secret });
  const plain = server.connect({ name: 'bench', connections: 1 });
  await sql`create schema bench`.execute(plain.sql);
  await sql`create table bench.rows (id text primary key, customer text, born text, gender text, city text,
    balance numeric, date date, time text, amount numeric)`.execute(plain.sql);
  const ours: Spent[] = [];
  const theirs: Spent[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const bytes = bankBytes(ROWS, `R${round}-`);
    const file = join(folder, `round-${round}.csv`);
    writeFileSync(file, bytes);
    theirs.push(await spent(() => insertRows(plain, bytes)));
    ours.push(await spent(() => ingest(client, file)));
  }
  const rate = (rounds: readonly Spent[], of: keyof Spent) => Math.round(ROWS / median(rounds.map((round) => round[of])));
  const compared = (of: keyof Spent) => ({ value: rate(ours, of), reference: rate(theirs, of), ratio: rate(ours, of) / rate(theirs, of) });
  const wall = compared('seconds');
  const cpu = compared('cpu');
  const reference = 'batch inserts of the same rows into one table';
  const what = 'a file into the embedded system, until its job is done';
  hand([
    { what, ...wall, unit: 'rows/s', reference: { what: reference, value: wall.reference }, target: { of: 'ratio', atLeast: 0.3 } },
    {
      what: `${what}, processor time`,
      ...cpu,
      unit: 'rows a CPU second',
      reference: { what: reference, value: cpu.reference },
      target: null,
    },
  ]);
  await service.stop();
  await http.close();
} finally {
  await bus.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
