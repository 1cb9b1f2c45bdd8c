import { openDatabase } from '@munshi/database/open-database';
import { silentLogger as logger } from '@munshi/service-kit/logger';

/** The least that a start on the embedded database has to do: the database alone, in the folder of the first argument. */
const server = await openDatabase({ DATABASE_URL: undefined, DATA_DIR: process.argv[2] ?? '' }, { logger });
await server.connect({ name: 'bench', connections: 1 }).ping();
process.stdout.write('ready\n');
await server.close();
process.exit(0);
