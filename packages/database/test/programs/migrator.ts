// Migrates a schema when told to, so that several processes do it at the same moment: `node migrator.ts URL SCHEMA`.
import { silentLogger } from '@munshi/service-kit/logger';
import { sql } from 'kysely';
import { openRemote } from '../../src/drivers/remote.ts';
import { migrate } from '../../src/migrations.ts';

const [url = '', schema = ''] = process.argv.slice(2);
const server = openRemote(url, { logger: silentLogger });
const database = server.connect({ name: 'migrator', connections: 1 });
await database.ping();
process.stdout.write('ready\n');
await new Promise((resolve) => process.stdin.once('data', resolve));
const steps = Array.from({ length: 10 }, (_, index) => ({
  name: `step-${index}`,
  up: async (tx: Parameters<Parameters<typeof database.transaction>[0]>[0]) => {
    await sql`create table ${sql.table(`${schema}.made_${index}`)} (id text)`.execute(tx);
    await sql`select pg_sleep(0.01)`.execute(tx);
  },
}));
await migrate(database, schema, steps);
await server.close();
process.stdout.write('done\n');
process.exit(0);
