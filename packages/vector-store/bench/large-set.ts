import { openDatabase } from '@munshi/database/open-database';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { postgresServer } from '@munshi/testing/servers';
import { createPostgresVectorStore } from '../src/drivers/postgres.ts';
import type { Filter, VectorStore, Vectors } from '../src/vector-store.ts';

/**
 * 100,000 public passages in PostgreSQL: how fast and how truly the nearest are found. Hands its measurements to `npm run bench`;
 * none without a server (`DATABASE_URL`). `RECORDS=20000` for a smaller size.
 */
const RECORDS = Number(process.env.RECORDS ?? 100_000);
const QUERIES = 200;
const DIMENSION = 384;
const TOPICS = 2_000;
/** Passages of one topic lie about as near to each other (cosine 0.75) as sentences on one subject do. */
const SPREAD = 0.58;
const RECORDS_A_CALL = 2_000;
const NEAREST = 10;
const LIMIT_MS = 30;
const RECALL = 0.98;
const PRODUCTS = 20;

interface Passage {
  readonly id: string;
  readonly vector: Float32Array;
  readonly product: string;
}

const postgres = await postgresServer();
process.stdout.write(`${JSON.stringify(postgres.absent === null ? await measureAll(postgres.url) : [])}\n`);
await postgres.close();

async function measureAll(url: string): Promise<unknown[]> {
  const server = await openDatabase({ DATABASE_URL: url, DATA_DIR: '' }, { logger });
  const database = server.connect({ name: 'bench', connections: 1 });
  const store = createPostgresVectorStore(database, { model: 'bench', dimension: () => DIMENSION });
  await store.ensureReady();
  const set = { model: 'bench', dimension: DIMENSION, edition: 'large' };
  const topics = Array.from({ length: TOPICS }, () => unit(Float32Array.from({ length: DIMENSION }, normal)));
  const near = (topic: number) =>
    unit((topics[topic % TOPICS] as Float32Array).map((value) => value + (SPREAD * normal()) / Math.sqrt(DIMENSION)));
  const passages = Array.from({ length: RECORDS }, (_, n) => ({ id: `p-${n}`, vector: near(n), product: `product-${n % PRODUCTS}` }));
  // As the service builds a set: written while nobody reads it, then given its graph, then read.
  await fill(store.inSet(set), passages);
  await store.switchTo(set);
  const asked = Array.from({ length: QUERIES }, (_, n) => near(n * 7));
  const all = await measure(store, { passages, asked });
  const one = await measure(store, {
    passages: passages.filter(({ product }) => product === 'product-3'),
    asked,
    filter: { product: { eq: 'product-3' } },
  });
  await server.close();
  return [
    ...rowsOf(`among ${RECORDS.toLocaleString('en')} public passages on pgvector`, all),
    ...rowsOf('the same, of one product in twenty', one),
  ];
}

async function fill(store: Vectors, passages: readonly Passage[]): Promise<void> {
  const text = 'A passage of about eight hundred characters. '.repeat(18);
  for (let from = 0; from < passages.length; from += RECORDS_A_CALL) {
    const records = passages.slice(from, from + RECORDS_A_CALL).map(({ id, vector, product }) => ({
      id,
      values: [...vector],
      metadata: { documentId: id, title: 'T', text, product },
    }));
    await store.upsert('knowledge', records);
    process.stderr.write(`\r${from + records.length} records`);
  }
  await store.ensureReady();
  process.stderr.write('\n');
}

interface Task {
  /** What may be found. */
  readonly passages: readonly Passage[];
  readonly asked: readonly Float32Array[];
  readonly filter?: Filter;
}

interface Result {
  readonly p95Ms: number;
  readonly recall: number;
}

async function measure(store: VectorStore, { passages, asked, filter = {} }: Task): Promise<Result> {
  const times: number[] = [];
  let found = 0;
  for (const vector of asked) {
    const query = { vector: [...vector], topK: NEAREST, filter };
    const start = performance.now();
    const matches = await store.query('knowledge', query);
    times.push(performance.now() - start);
    const truth = nearestOf(passages, vector);
    found += matches.filter(({ id }) => truth.has(id)).length;
  }
  times.sort((left, right) => left - right);
  return { p95Ms: times[Math.floor(0.95 * times.length)] ?? Number.NaN, recall: found / asked.length / NEAREST };
}

function nearestOf(passages: readonly Passage[], vector: Float32Array): ReadonlySet<string> {
  const cosines = Float32Array.from(passages, ({ vector: other }) => {
    let cosine = 0;
    for (let index = 0; index < other.length; index += 1) cosine += (other[index] as number) * (vector[index] as number);
    return cosine;
  });
  const least = cosines.toSorted().at(-NEAREST) ?? 0;
  return new Set(passages.filter((_, n) => (cosines[n] as number) >= least).map(({ id }) => id));
}

function rowsOf(where: string, { p95Ms, recall }: Result): unknown[] {
  const none = { reference: null, ratio: null };
  return [
    { what: `query p95 ${where}`, value: p95Ms, unit: 'ms', ...none, target: { of: 'value', atMost: LIMIT_MS } },
    {
      what: `the ten nearest ${where}`,
      value: recall * NEAREST,
      unit: 'found',
      reference: { what: 'exact search', value: NEAREST },
      ratio: recall,
      target: { of: 'ratio', atLeast: RECALL },
    },
  ];
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
