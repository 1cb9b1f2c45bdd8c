import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { factRecord, facts, freshName, openStage, type Stage } from './delivery-stage.ts';
import { hand, type Measurement } from './measurement.ts';
import { type Memory, type Replica, startReplica } from './replica-process.ts';

const MIB = 2 ** 20;
const TICK_MS = 50;
const SAMPLE_MS = 10_000;
/** Compiled code and pools grow first. */
const WARM_UP = 1 / 3;
const TABLES = ['inbox', 'outbox', 'lanes', 'erased_customers', 'rebuilds', 'facts'] as const;
type Sizes = Record<(typeof TABLES)[number], { readonly rows: number; readonly bytes: number }>;

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, rate: { type: 'string', default: '500' } } });
const [minutes, rate] = [Number(values.minutes), Number(values.rate)];
if (!(minutes > 0 && rate > 0)) throw new Error('--minutes and --rate are numbers above 0');

const stage = await openStage();
if (stage === null) hand([]);
else {
  try {
    hand(await soak(stage));
  } finally {
    await stage.close();
  }
}

/** A steady feed through one replica: what grows with it, and its memory after a collection. */
async function soak(stage: Stage): Promise<Measurement[]> {
  const [group, schema] = [freshName('soak'), freshName('soak')];
  const replica = await startReplica(stage, group, schema);
  const feeding = new AbortController();
  const begun = performance.now();
  const sampled = sample(replica, { until: begun + minutes * 60_000 });
  const sent = feed(stage, feeding.signal);
  const samples = await sampled;
  feeding.abort();
  const events = await sent;
  while ((await stage.bus.lag(group, [facts])).messages > 0) await pause(100);
  await pause(1_000);
  const sizes = await sizesOf(stage, schema);
  await replica.stop();
  return toMeasurements({ events, samples, sizes });
}

async function feed({ bus }: Stage, signal: AbortSignal): Promise<number> {
  const begun = performance.now();
  let sent = 0;
  while (!signal.aborted) {
    const due = Math.floor(((performance.now() - begun) * rate) / 1000);
    const size = due - sent;
    if (size > 0) await bus.publish(Array.from({ length: size }, (_, i) => factRecord(sent + i)));
    sent += Math.max(0, size);
    await pause(TICK_MS);
  }
  return sent;
}

interface Sample extends Memory {
  /** Minutes since the beginning. */
  readonly at: number;
}

async function sample(replica: Replica, { until }: { readonly until: number }): Promise<Sample[]> {
  const begun = performance.now();
  const samples: Sample[] = [];
  while (performance.now() < until) {
    await pause(Math.min(SAMPLE_MS, until - performance.now()));
    samples.push({ at: (performance.now() - begun) / 60_000, ...(await replica.memory()) });
  }
  return samples;
}

async function sizesOf({ database }: Stage, schema: string): Promise<Sizes> {
  const sizes = await Promise.all(
    TABLES.map(async (table) => {
      const { rows } = await sql<{ rows: number; bytes: number }>`
        select (select count(*) from ${sql.id(schema, table)})::float8 as rows,
          pg_total_relation_size(${`"${schema}".${table}`}::regclass)::float8 as bytes`.execute(database.sql);
      return [table, rows[0] ?? { rows: 0, bytes: 0 }] as const;
    }),
  );
  return Object.fromEntries(sizes) as Sizes;
}

function toMeasurements({ events, samples, sizes }: { events: number; samples: readonly Sample[]; sizes: Sizes }): Measurement[] {
  const warm = samples.filter(({ at }) => at > minutes * WARM_UP);
  const figure = (what: string, value: number, unit: string, target: Measurement['target'] = null): Measurement => ({
    what,
    value,
    unit,
    reference: null,
    ratio: null,
    target,
  });
  const slope = (of: keyof Memory) => (slopeOf(warm.map((one) => [one.at, one[of]])) * 10) / MIB;
  const others = TABLES.filter((table) => table !== 'inbox' && table !== 'facts');
  return [
    figure(`fed in ${minutes} min at ${rate} events/s`, events, 'events'),
    figure('memory of the replica after collections, slope after the first third', slope('heap'), 'MiB in 10 min', {
      of: 'value',
      atMost: 1,
    }),
    figure('resident memory, slope after the first third', slope('rss'), 'MiB in 10 min'),
    figure('inbox rows an event: it grows with the topic, which is kept for ever', sizes.inbox.rows / events, 'rows'),
    figure('inbox bytes an event', sizes.inbox.bytes / events, 'bytes'),
    figure('outbox rows at the end', sizes.outbox.rows, 'rows', { of: 'value', atMost: 0 }),
    ...others.map((table) => figure(`table ${table} at the end`, sizes[table].bytes / 1024, 'KiB')),
  ];
}

/** Least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return above / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
