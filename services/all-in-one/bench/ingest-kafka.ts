import type { Bus, OutgoingRecord } from '@munshi/bus/bus';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import { bankTransactions } from '@munshi/events/transaction';
import { eventsOf } from '@munshi/ingestion/ingest';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { kafkaServer } from '@munshi/testing/servers';
import { bankBytes } from './bank-file.ts';
import { cpuSeconds, hand, median } from './measurement.ts';

const ROWS = 100_000;
const ROUNDS = 5;
const CHUNK = 65_536;
const BATCH = 1_000;
/** Publishes that wait for their acknowledgement while the next batch is made, the same for both. */
const AHEAD = 4;
const bank = { timeZone: 'Asia/Kolkata', currency: 'INR' } as const;

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += CHUNK) yield bytes.subarray(at, at + CHUNK);
}

async function* eventsIn(bytes: Buffer): AsyncGenerator<readonly OutgoingRecord[]> {
  const options = { kind: 'transactions', intake: 'history', bank, now: new Date().toISOString(), batchSize: BATCH } as const;
  for await (const batch of eventsOf(chunksOf(bytes), options)) yield batch.records;
}

async function* ready(batches: readonly (readonly OutgoingRecord[])[]): AsyncGenerator<readonly OutgoingRecord[]> {
  yield* batches;
}

/** Every batch, each acknowledged. */
async function publishAll(bus: Bus, batches: AsyncGenerator<readonly OutgoingRecord[]>): Promise<void> {
  const waiting: Promise<void>[] = [];
  let published = 0;
  for await (const batch of batches) {
    waiting.push(bus.publish(batch));
    published += batch.length;
    if (waiting.length >= AHEAD) await waiting.shift();
  }
  await Promise.all(waiting);
  if (published !== ROWS) throw new Error(`${ROWS} rows became ${published} events`);
}

async function spent(work: () => Promise<void>): Promise<{ readonly seconds: number; readonly cpu: number }> {
  const [begun, cpuBegun] = [performance.now(), cpuSeconds()];
  await work();
  return { seconds: (performance.now() - begun) / 1000, cpu: cpuSeconds() - cpuBegun };
}

const server = await kafkaServer();
if (server.absent !== null) {
  process.stderr.write(`left out: ${server.absent}\n`);
  hand([]);
} else {
  const settings = busSettings.parse({ KAFKA_BROKERS: server.brokers, KAFKA_PREFIX: server.prefix });
  const bus = await openBus(settings, { clientId: 'bench', database: null, logger });
  try {
    await bus.ensureTopics([bankTransactions]);
    const bytes = bankBytes(ROWS);
    const made: (readonly OutgoingRecord[])[] = [];
    for await (const batch of eventsIn(bytes)) made.push(batch);
    const ours: Awaited<ReturnType<typeof spent>>[] = [];
    const theirs: Awaited<ReturnType<typeof spent>>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      theirs.push(await spent(() => publishAll(bus, ready(made))));
      ours.push(await spent(() => publishAll(bus, eventsIn(bytes))));
    }
    const compared = (of: 'seconds' | 'cpu') => {
      const [value, reference] = [ours, theirs].map((rounds) => Math.round(ROWS / median(rounds.map((round) => round[of])))) as [
        number,
        number,
      ];
      return {
        value,
        reference: { what: 'the driver with ready-made records of the same bytes', value: reference },
        ratio: value / reference,
      };
    };
    hand([
      { what: 'CSV to real Kafka, acknowledged', ...compared('seconds'), unit: 'rows/s', target: { of: 'ratio', atLeast: 0.6 } },
      { what: 'CSV to real Kafka, processor time', ...compared('cpu'), unit: 'rows a CPU second', target: null },
    ]);
  } finally {
    await bus.close();
    await server.close();
  }
}
