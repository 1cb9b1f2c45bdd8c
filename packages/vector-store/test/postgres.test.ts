import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@munshi/database/open-database';
import type { DatabaseSettings } from '@munshi/database/settings';
import { silentLogger } from '@munshi/service-kit/logger';
import { postgresServer } from '@munshi/testing/servers';
import { afterAll, describe } from 'vitest';
import { createPostgresVectorStore } from '../src/drivers/postgres.ts';
import { DIMENSION, type StoreUnderTest, vectorStoreContract } from './contract.ts';

const postgres = await postgresServer();
afterAll(postgres.close);

vectorStoreContract('postgres, embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'munshi-vectors-'));
  return onDatabase({ DATA_DIR: folder }, () => rm(folder, { recursive: true }));
});

describe.skipIf(postgres.absent)(postgres.suite('remote'), () => {
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
