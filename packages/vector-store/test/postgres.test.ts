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
    // On a circle, one beside the other: what is nearest is known.
    const angleOf = (n: number): number[] => [Math.cos((2 * Math.PI * n) / LARGE), Math.sin((2 * Math.PI * n) / LARGE), 0, 0];
    const records = Array.from({ length: LARGE }, (_, n) => ({
      id: `r${n}`,
      values: angleOf(n),
      metadata: { half: n % 2 === 0, rare: n % 4_000 === 1 },
    }));
    await large.upsert('knowledge', records);
    await large.ensureReady();
    const idsOf = async (filter?: Filter) =>
      (await large.query('knowledge', { vector: angleOf(1_000), topK: 3, ...(filter ? { filter } : {}) })).map(({ id }) => id).sort();
    expect(await idsOf()).toEqual(['r1000', 'r1001', 'r999']);
    expect(await idsOf({ half: { eq: true } })).toEqual(['r1000', 'r1002', 'r998']);
    expect(await idsOf({ rare: { eq: true } })).toEqual(['r1', 'r4001', 'r8001']);
    await store.dropSet(set);
    expect(await idsOf()).toEqual([]);
    await release();
  });

  vectorStoreContract('postgres, remote', () => onDatabase({ DATABASE_URL: postgres.url, DATA_DIR: tmpdir() }, async () => {}));
});

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
