import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseServer } from '@munshi/database/database';
import { openDatabase } from '@munshi/database/open-database';
import { silentLogger } from '@munshi/service-kit/logger';
import { postgresServer } from '@munshi/testing/servers';
import { afterAll, beforeAll, describe } from 'vitest';
import { openBus } from '../src/open-bus.ts';
import { busSettings } from '../src/settings.ts';
import { busContract } from './contract.ts';

const remote = await postgresServer();
afterAll(remote.close);

describe('embedded', () => {
  let folder: string;
  let database: DatabaseServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munshi-bus-'));
    database = await openDatabase({ DATABASE_URL: undefined, DATA_DIR: folder }, { logger: silentLogger });
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });
  contractOn(() => database);
});

describe.skipIf(remote.absent)(remote.suite('remote'), () => {
  let database: DatabaseServer;
  beforeAll(async () => {
    database = await openDatabase({ DATABASE_URL: remote.url, DATA_DIR: '' }, { logger: silentLogger });
  });
  afterAll(() => database.close());
  contractOn(() => database);
});

function contractOn(database: () => DatabaseServer): void {
  const open = () => openBus(busSettings.parse({}), { clientId: 'contract', database: database(), logger: silentLogger });
  busContract({ kind: 'postgres', severalProcesses: false, open });
}
