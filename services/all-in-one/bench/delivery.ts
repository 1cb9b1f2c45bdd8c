import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { type BareKafka, messagesOf, openBareKafka } from './bare-kafka.ts';
import { createRows, type Fact, factRecord, freshName, openStage, type Stage, startConsumer } from './delivery-stage.ts';
import { hand, type Measurement, median } from './measurement.ts';

const EVENTS = 60_000;
const ROUNDS = 3;
const BATCH = 500;
const AHEAD = 4;

const stage = await openStage();
if (stage === null) hand([]);
else {
  const bare = await openBareKafka(stage);
  try {
    hand([...(await publishing(stage, bare)), ...(await applying(stage, bare))]);
  } finally {
    await bare.close();
    await stage.close();
  }
}

/** The same ready-made records, through the bus and through kafkajs, so many batches ahead. */
async function publishing({ bus, prefix }: Stage, { producer }: BareKafka): Promise<Measurement[]> {
  const batches = Array.from({ length: EVENTS / BATCH }, (_, batch) =>
    Array.from({ length: BATCH }, (_, i) => factRecord(batch * BATCH + i)),
  );
  const sends = batches.map((batch) => messagesOf(batch, prefix));
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    theirs.push(await rateOf(sends, (topicMessages) => producer.sendBatch({ acks: -1, topicMessages })));
    ours.push(await rateOf(batches, (batch) => bus.publish(batch)));
  }
  return [
    {
      what: 'publishing through the bus, acknowledged',
      ...compared(ours, theirs, 'kafkajs alone, the same records'),
      unit: 'events/s',
      target: { of: 'ratio', atLeast: 0.9 },
    },
  ];
}

async function rateOf<Batch>(batches: readonly Batch[], send: (batch: Batch) => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  const waiting: Promise<unknown>[] = [];
  for (const batch of batches) {
    waiting.push(send(batch));
    if (waiting.length >= AHEAD) await waiting.shift();
  }
  await Promise.all(waiting);
  return EVENTS / ((performance.now() - begun) / 1000);
}

/** What lies in the topic, applied once by delivery and at least once by a bare loop: from the first event to the last that is stored and echoed. */
async function applying(stage: Stage, bare: BareKafka): Promise<Measurement[]> {
  const { bus, database } = stage;
  const ours: number[] = [];
  const theirs: number[] = [];
  let inbox = { rows: 0, bytes: 0 };
  let left = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const bareSchema = freshName('bare');
    await createRows(database, bareSchema);
    theirs.push(
      await consumingRate(async (onFacts) => {
        const consumer = await bare.consume(freshName('bare'), bareSchema, onFacts);
        return async () => consumer.stop();
      }),
    );
    const schema = freshName('once');
    ours.push(
      await consumingRate(async (onFacts) => {
        const delivery = await startConsumer({ bus, database, group: freshName('once'), schema, onFacts });
        return async () => {
          await untilEmpty(schema, stage);
          return () => delivery.stop();
        };
      }),
    );
    left += await countOf(schema, 'outbox', stage);
    inbox = { rows: await countOf(schema, 'inbox', stage), bytes: await bytesOf(schema, 'inbox', stage) };
  }
  return [
    {
      what: 'applying once: inbox, one upsert, outbox, echo published',
      ...compared(ours, theirs, 'a bare kafkajs loop: the same upsert and echo'),
      unit: 'events/s',
      target: { of: 'ratio', atLeast: 0.6 },
    },
    figure('inbox rows an event', inbox.rows / EVENTS, 'rows'),
    figure('inbox with its index, a row', inbox.bytes / inbox.rows, 'bytes'),
    { ...figure('outbox rows when idle', left, 'rows'), target: { of: 'value', atMost: 0 } },
  ];
}

/** `begin` gives what waits for the rest and stops. Both end when they have seen every event. */
async function consumingRate(begin: (onFacts: (rows: readonly Fact[]) => void) => Promise<() => Promise<unknown>>): Promise<number> {
  const seen = new Set<number>();
  let first = 0;
  const all = Promise.withResolvers<void>();
  const end = await begin((rows) => {
    if (first === 0) first = performance.now();
    for (const { n } of rows) seen.add(n);
    if (seen.size >= EVENTS) all.resolve();
  });
  await all.promise;
  const rest = await end();
  const seconds = (performance.now() - first) / 1000;
  if (typeof rest === 'function') await rest();
  return EVENTS / seconds;
}

async function untilEmpty(schema: string, stage: Stage): Promise<void> {
  while ((await countOf(schema, 'outbox', stage)) > 0) await pause(20);
}

async function countOf(schema: string, table: string, { database }: Stage): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::float8 as n from ${sql.id(schema, table)}`.execute(database.sql);
  return rows[0]?.n ?? 0;
}

async function bytesOf(schema: string, table: string, { database }: Stage): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select pg_total_relation_size(${`"${schema}".${table}`}::regclass)::float8 as n`.execute(database.sql);
  return rows[0]?.n ?? 0;
}

function compared(ours: readonly number[], theirs: readonly number[], what: string) {
  const [value, reference] = [Math.round(median(ours)), Math.round(median(theirs))];
  return { value, reference: { what, value: reference }, ratio: value / reference };
}

function figure(what: string, value: number, unit: string): Measurement {
  return { what, value, unit, reference: null, ratio: null, target: null };
}
