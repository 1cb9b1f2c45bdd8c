import { createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { type Bank, type BankRecord, createBank, historyStart } from '@munshi/bank-simulator/simulate';
import type { DemoBank } from '@munshi/chat-gateway/service';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { Service } from '@munshi/service-kit/service';
import { bankDay } from '../bank-day.ts';
import { type DemoRecord, readDemoRecord, writeDemoRecord } from './demo-record.ts';
import type { IngestionClient } from './ingestion-client.ts';

/** The demo bank is `simulate --customers 60 --months 12 --seed 1 --until <date of the first start>`. */
export const DEMO_BANK = { customers: 60, months: 12, seed: 1 } as const;

const LIVE_PER_MINUTE = 6;
/** A demonstration wants more of what is out of the ordinary than a year has. */
const LIVE_ANOMALIES = 0.08;
const POLL_MS = 250;
const LINES_A_TURN = 200;
/** How much of the load each part is, roughly, for whoever watches it. */
const SHARES = { written: 0.1, read: 0.2 } as const;

export interface DemoOptions {
  readonly dataDir: string;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** New transactions after the load. */
  readonly live: boolean;
  /** Called as the load goes on, 0..1. */
  onProgress?(progress: number): void;
}

export interface RunningDemo extends DemoBank {
  /** Resolves when ingestion has the whole history; never where that fails. */
  readonly takenIn: Promise<void>;
  /** Resolves when `load` has; never where it fails. */
  readonly loaded: Promise<void>;
  /** True when every service has applied the load; false where `stop` came first, and a later start goes on. */
  load(ingestion: IngestionClient, services: readonly Service[]): Promise<boolean>;
  /** Lets transactions happen until it is stopped. */
  startFeed(ingestion: IngestionClient): void;
  stop(): Promise<void>;
}

/** A simulated bank that feeds the running system as a real one would: by file and by HTTP. */
export function createDemoBank({ dataDir, timeZone, clock, logger, live, onProgress }: DemoOptions): RunningDemo {
  const abort = new AbortController();
  const today = bankDay(timeZone, clock.now());
  let record = readDemoRecord(dataDir) ?? firstRecord(today);
  const bank = createBank({ customers: record.customers, seed: record.seed, from: record.from, until: today });
  // The first few are shown to whoever starts: those with something to ask about.
  const items = bank.customers
    .toSorted((one, other) => Number(one.isLeaving) - Number(other.isLeaving))
    .map(({ customerId, name }) => ({ customerId, name }));
  let progress = 0;
  let state: 'loading' | 'ready' = 'loading';
  let feed: Promise<void> = Promise.resolve();
  const takenIn = Promise.withResolvers<void>();
  const loaded = Promise.withResolvers<void>();

  function advance(to: number): void {
    progress = Math.max(progress, Math.min(to, 1));
    onProgress?.(progress);
  }

  function keep(change: Partial<DemoRecord>): void {
    record = { ...record, ...change };
    writeDemoRecord(dataDir, record);
  }

  async function takeIn(ingestion: IngestionClient): Promise<void> {
    const { load } = record;
    const resumed = load === null ? null : await ingestion.job(load.jobId);
    if (load !== null && resumed !== null) {
      await untilDone(ingestion, load.jobId, null);
      keep({ loadedUntil: load.until, load: null });
    }
    if (record.loadedUntil !== null && record.loadedUntil >= today) return;
    const file = join(dataDir, 'demo-bank.jsonl');
    const lines = await writeHistory(bank, { file, since: record.loadedUntil ?? undefined });
    advance(SHARES.written);
    const { jobId } = await ingestion.upload(file);
    keep({ load: { until: today, jobId } });
    rmSync(file, { force: true });
    await untilDone(ingestion, jobId, lines);
    keep({ loadedUntil: today, load: null });
  }

  async function untilDone(ingestion: IngestionClient, jobId: string, lines: number | null): Promise<void> {
    for (;;) {
      const job = await ingestion.job(jobId);
      if (job === null || job.state === 'done') return;
      if (job.state === 'failed') throw new Error(`the job ${jobId} that takes in the demo bank failed`);
      if (lines !== null) advance(SHARES.written + (SHARES.read * job.read) / lines);
      await pause(POLL_MS, undefined, { signal: abort.signal });
    }
  }

  /** Twice nothing left, so that what one service has just handed to the next is seen. */
  async function untilApplied(services: readonly Service[]): Promise<void> {
    let most = 1;
    for (let idle = 0; idle < 2; ) {
      await pause(POLL_MS, undefined, { signal: abort.signal });
      const left = await messagesLeft(services);
      idle = left === 0 ? idle + 1 : 0;
      most = Math.max(most, left);
      const done = SHARES.written + SHARES.read;
      advance(done + (1 - done) * (1 - left / most) * 0.99);
    }
  }

  async function feedOn(ingestion: IngestionClient): Promise<void> {
    const happenings = bank.live({ anomalies: LIVE_ANOMALIES });
    while (!abort.signal.aborted) {
      await pause(happenings.pauseMs(clock.now(), LIVE_PER_MINUTE), undefined, { signal: abort.signal });
      const entries = happenings.next(clock.now());
      if (entries.length === 0) continue;
      await ingestion.post(entries.map(({ transaction }) => transaction)).catch((error) => {
        logger.warn({ err: error }, 'a live transaction of the demo bank was not taken');
      });
    }
  }

  return {
    takenIn: takenIn.promise,
    loaded: loaded.promise,
    status: async () => ({ state, progress, items }),
    async load(ingestion, services) {
      writeDemoRecord(dataDir, record);
      try {
        await takeIn(ingestion);
        takenIn.resolve();
        await untilApplied(services);
      } catch (error) {
        if (abort.signal.aborted) return false;
        throw error;
      }
      state = 'ready';
      advance(1);
      loaded.resolve();
      return true;
    },
    startFeed(ingestion) {
      if (live)
        feed = feedOn(ingestion).catch((error) => (abort.signal.aborted ? undefined : logger.error({ err: error }, 'the demo feed ended')));
    },
    async stop() {
      abort.abort();
      await feed;
    },
  };
}

/** Nobody is in it until somebody brings in a file. */
export const EMPTY_BANK: RunningDemo = {
  takenIn: Promise.resolve(),
  loaded: Promise.resolve(),
  status: async () => ({ state: 'ready', progress: 1, items: [] }),
  load: async () => true,
  startFeed() {},
  stop: async () => {},
};

function firstRecord(today: string): DemoRecord {
  const { customers, months, seed } = DEMO_BANK;
  return { customers, seed, from: historyStart({ months, until: today }), loadedUntil: null, load: null };
}

/** Writes the history as JSON lines and gives their number; lets others have their turn. */
async function writeHistory(bank: Bank, { file, since }: { readonly file: string; readonly since: string | undefined }): Promise<number> {
  let lines = 0;
  async function* written(records: Iterable<BankRecord>): AsyncGenerator<string> {
    let text = '';
    for (const record of records) {
      text += `${JSON.stringify(record)}\n`;
      lines += 1;
      if (lines % LINES_A_TURN > 0) continue;
      yield text;
      text = '';
      await turn();
    }
    yield text;
  }
  await pipeline(Readable.from(written(bank.history(since === undefined ? {} : { since }))), createWriteStream(file, { mode: 0o600 }));
  return lines;
}

/** Of the services that consume; what cannot be known now counts as one. Vectors may lag behind. */
async function messagesLeft(services: readonly Service[]): Promise<number> {
  const consumers = services.filter(({ name }) => name !== 'ingestion' && name !== 'embedding');
  const states = await Promise.all(consumers.map((service) => service.readiness()));
  return states.reduce((sum, { detail }) => sum + (typeof detail.lag === 'number' ? detail.lag : 1), 0);
}
