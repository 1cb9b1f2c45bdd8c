import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBus } from '@munshi/bus/open-bus';
import { busSettings } from '@munshi/bus/settings';
import { openDatabase } from '@munshi/database/open-database';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { afterAll, beforeAll } from 'vitest';
import { describeDelivery } from './contract.ts';
import type { Stack } from './contract-setup.ts';

let folder: string;
let tests = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'delivery-'));
  // A database made once; each test gets a copy, which starts much faster than a new one.
  const template = await openDatabase({ DATA_DIR: join(folder, 'template') }, { logger });
  await template.close();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function open(): Promise<Stack> {
  tests += 1;
  const dataDir = join(folder, `test-${tests}`);
  await cp(join(folder, 'template'), dataDir, { recursive: true });
  const server = await openDatabase({ DATA_DIR: dataDir }, { logger });
  const bus = await openBus(busSettings.parse({}), { clientId: 'test', database: server, logger });
  return {
    bus,
    database: server.connect({ name: 'analytics', connections: 1 }),
    schema: 'analytics',
    async close() {
      await bus.close();
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

describeDelivery({ name: 'the embedded bus and database', open });
