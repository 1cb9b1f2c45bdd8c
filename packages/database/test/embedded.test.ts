import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@munshi/service-kit/logger';
import pg from 'pg';
import { openEmbedded } from '../src/drivers/embedded.ts';
import { databaseContract } from './contract.ts';

databaseContract('embedded', {
  absent: null,
  open: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'munshi-database-'));
    const server = await openEmbedded(folder, { logger: silentLogger });
    return {
      server,
      rawConnection: async () => {
        const client = new pg.Client({ host: join(folder, 'database'), user: 'postgres', database: 'postgres', password: '', ssl: false });
        await client.connect();
        return client;
      },
      close: async () => {
        await server.close();
        await rm(folder, { recursive: true });
      },
    };
  },
});
