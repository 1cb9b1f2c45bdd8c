import { silentLogger } from '@munshi/service-kit/logger';
import { postgresServer } from '@munshi/testing/servers';
import pg from 'pg';
import { afterAll } from 'vitest';
import { openRemote } from '../src/drivers/remote.ts';
import { databaseContract } from './contract.ts';

const postgres = await postgresServer();
afterAll(postgres.close);

databaseContract(postgres.suite('remote'), {
  absent: postgres.absent,
  open: async () => {
    const server = openRemote(postgres.url, { logger: silentLogger });
    return {
      server,
      rawConnection: async () => {
        const client = new pg.Client({ connectionString: postgres.url });
        await client.connect();
        return client;
      },
      close: () => server.close(),
    };
  },
});
