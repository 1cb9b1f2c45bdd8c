import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import type { DatabaseServer } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { sql } from 'kysely';
import { afterAll, beforeAll } from 'vitest';
import { describeDelivery } from './contract.ts';
import type { Stack } from './contract-setup.ts';

let folder: string;
let server: DatabaseServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'delivery-'));
  server = await openDatabase({ DATA_DIR: folder }, { logger });
});

afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** One database for the file, since it takes seconds to make; each test has it empty. */
async function open(): Promise<Stack> {
  const database = server.connect({ name: 'analytics', connections: 1 });
  for (const schema of ['bus', 'analytics']) await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(database.sql);
  const bus = await openBus(busSettings.parse({}), { clientId: 'test', database: server, logger });
  return {
    bus,
    database,
    connect: (connections) => server.connect({ name: 'analytics', connections }),
    schema: 'analytics',
    async close() {
      await bus.close();
      await database.close();
    },
  };
}

describeDelivery({ name: 'the embedded bus and database', open });
