import { openDatabase } from '@munshi/database/open-database';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { createPostgresVectorStore } from '../src/drivers/postgres.ts';
import type { VectorStore } from '../src/vector-store.ts';

/** `node large-set.ts DATABASE_URL`: 100,000 public passages in an empty database; how fast and how truly the nearest are found. */
const RECORDS = 100_000;
const QUERIES = 200;
const DIMENSION = 384;
const TOPICS = 2_000;
/** Passages of one topic lie about as near to each other (cosine 0.75) as sentences on one subject do. */
const SPREAD = 0.58;
const RECORDS_A_CALL = 2_000;

const url = process.argv[2];
if (!url) throw new Error('Say which empty database: node large-set.ts DATABASE_URL');
const server = await openDatabase({ DATABASE_URL: url, DATA_DIR: '' }, { logger });
const store = createPostgresVectorStore(server.connect({ name: 'bench', connections: 1 }), { model: 'bench', dimension: () => DIMENSION });
await store.ensureReady();
const topics = Array.from({ length: TOPICS }, () => unit(Float32Array.from({ length: DIMENSION }, normal)));
const near = (topic: number) => unit((topics[topic] as Float32Array).map((value) => value + (SPREAD * normal()) / Math.sqrt(DIMENSION)));
const vectors = Array.from({ length: RECORDS }, (_, n) => near(n % TOPICS));
if ((await store.query('knowledge', { vector: [...(vectors[0] as Float32Array)], topK: 1 })).length > 0)
  throw new Error('The database is not empty.');

const text = 'A passage of about eight hundred characters. '.repeat(18);
for (let from = 0; from < RECORDS; from += RECORDS_A_CALL) {
  const batch = vectors.slice(from, from + RECORDS_A_CALL);
  await store.upsert(
    'knowledge',
    batch.map((values, n) => ({ id: `p-${from + n}`, values: [...values], metadata: { documentId: `d-${from + n}`, title: 'T', text } })),
  );
  process.stderr.write(`\r${from + batch.length} records`);
}
for (const topK of [10, 100]) process.stdout.write(`${JSON.stringify(await measure(store, topK))}\n`);
await server.close();

async function measure(asked: VectorStore, topK: number) {
  const times: number[] = [];
  let found = 0;
  for (let query = 0; query < QUERIES; query += 1) {
    const vector = near(query % TOPICS);
    const start = performance.now();
    const matches = await asked.query('knowledge', { vector: [...vector], topK });
    times.push(performance.now() - start);
    const truth = exactNearest(vector, 10);
    found += matches.slice(0, 10).filter(({ id }) => truth.has(id)).length;
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => Number((times[Math.floor(share * QUERIES)] ?? 0).toFixed(1));
  return { topK, p50Ms: at(0.5), p95Ms: at(0.95), recallAt10: found / QUERIES / 10 };
}

function exactNearest(vector: Float32Array, count: number): ReadonlySet<string> {
  const cosines = vectors.map((other, n) => ({
    n,
    cosine: other.reduce((sum, value, index) => sum + value * (vector[index] as number), 0),
  }));
  cosines.sort((left, right) => right.cosine - left.cosine);
  return new Set(cosines.slice(0, count).map(({ n }) => `p-${n}`));
}

function unit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
