import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@munshi/database/open-database';
import type { DatabaseSettings } from '@munshi/database/settings';
import { silentLogger } from '@munshi/service-kit/logger';
import { postgresServer } from '@munshi/testing/servers';
import { afterAll, describe, expect, it } from 'vitest';
import { createPostgresVectorStore } from '../src/drivers/postgres.ts';
import type { Filter } from '../src/vector-store.ts';
import { DIMENSION, type StoreUnderTest, vectorStoreContract } from './contract.ts';

/** More than a set may hold to be searched exactly. */
const LARGE = 12_000;

const postgres = await postgresServer();
afterAll(postgres.close);

vectorStoreContract('postgres, embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'munshi-vectors-'));
  return onDatabase({ DATA_DIR: folder }, () => rm(folder, { recursive: true }));
});

describe.skipIf(postgres.absent)(postgres.suite('remote'), () => {
  it('searches a large public set through a graph, and finds what passes a filter however few it is', { timeout: 240_000 }, async () => {
    const { store, release } = await onDatabase({ DATABASE_URL: postgres.url, DATA_DIR: tmpdir() }, async () => {});
    const set = { model: 'large', dimension: DIMENSION, edition: 'graph' };
    await store.ensureReady();
    const large = store.inSet(set);
    const records = Array.from({ length: LARGE }, (_, n) => ({
      id: `r${n}`,
      values: directionOf(n),
      metadata: { half: n % 2 === 0, tags: [`tenth-${n % 10}`, 'all'], rare: n % 4_000 === 1 },
    }));
    await large.upsert('knowledge', records);
    await large.ensureReady();
    const vector = directionOf(LARGE + 1);
    const nearest = (passes: (n: number) => boolean, topK = 3) =>
      records
        .filter((_, n) => passes(n))
        .sort((one, other) => cosineOf(other.values, vector) - cosineOf(one.values, vector))
        .slice(0, topK)
        .map(({ id }) => id);
    const idsOf = async (filter?: Filter) =>
      (await large.query('knowledge', { vector, topK: 3, ...(filter ? { filter } : {}) })).map(({ id }) => id);
    expect(await idsOf()).toEqual(nearest(() => true));
    expect(await idsOf({ tags: { eq: 'all' } })).toEqual(nearest(() => true));
    expect(await idsOf({ half: { eq: true } })).toEqual(nearest((n) => n % 2 === 0));
    expect(await idsOf({ tags: { in: ['tenth-3', 'tenth-4'] } })).toEqual(nearest((n) => n % 10 === 3 || n % 10 === 4));
    expect(await idsOf({ rare: { eq: true } })).toEqual(nearest((n) => n % 4_000 === 1));
    await store.dropSet(set);
    expect(await idsOf()).toEqual([]);
    await release();
  });

  vectorStoreContract('postgres, remote', () => onDatabase({ DATABASE_URL: postgres.url, DATA_DIR: tmpdir() }, async () => {}));
});

/** Directions spread evenly, the same in every run. */
function directionOf(n: number): number[] {
  const [one, other, part] = [0.8191725134, 0.6710436067, 0.5497004779].map((step) => (n * step) % 1) as [number, number, number];
  const [near, far] = [Math.sqrt(part), Math.sqrt(1 - part)];
  return [Math.cos, Math.sin].flatMap((along) => [near * along(2 * Math.PI * one), far * along(2 * Math.PI * other)]);
}

const cosineOf = (one: readonly number[], other: readonly number[]) => one.reduce((sum, value, n) => sum + value * (other[n] as number), 0);

async function onDatabase(settings: DatabaseSettings, tidy: () => Promise<void>): Promise<StoreUnderTest> {
  const server = await openDatabase(settings, { logger: silentLogger });
  // Two users of the database, as the embedding service and the gateway are.
  const [writer, reader] = ['vectors', 'other model'].map((name) => server.connect({ name, connections: 1 }));
  if (!writer || !reader) throw new Error('no connections');
  const dimension = () => DIMENSION;
  return {
    store: createPostgresVectorStore(writer, { model: 'one', dimension }),
    otherModel: createPostgresVectorStore(reader, { model: 'another', dimension }),
    async release() {
      await server.close();
      await tidy();
    },
  };
}
