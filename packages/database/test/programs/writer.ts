// Writes transactions of three rows as fast as it can and says which were acknowledged: `node writer.ts FOLDER RUN`.
import { writeSync } from 'node:fs';
import { silentLogger } from '@munshi/service-kit/logger';
import { sql } from 'kysely';
import { openEmbedded } from '../../src/drivers/embedded.ts';
import { migrate } from '../../src/migrations.ts';

const [folder = '', run = ''] = process.argv.slice(2);
const server = await openEmbedded(folder, { logger: silentLogger, upkeepMs: 100 });
const connections = ['a', 'b', 'c'].map((name) => server.connect({ name, connections: 1 }));
const [first] = connections;
if (!first) throw new Error('no connection');
await migrate(first, 'ledger', [
  {
    name: '001-rows',
    up: async (tx) => {
      await sql`create table ledger.rows (batch text not null, part integer not null, filler text not null, primary key (batch, part))`.execute(
        tx,
      );
      await sql`create table ledger.queue (batch text primary key)`.execute(tx);
    },
  },
]);
await Promise.all(
  connections.map(async (database, writer) => {
    for (let count = 0; ; count += 1) {
      const batch = `${run}-${writer}-${count}`;
      await database.transaction(async (tx) => {
        await sql`insert into ledger.queue values (${batch})`.execute(tx);
        for (const part of [1, 2, 3]) await sql`insert into ledger.rows values (${batch}, ${part}, ${'x'.repeat(500)})`.execute(tx);
        await sql`delete from ledger.queue where batch = ${batch}`.execute(tx);
      });
      writeSync(1, `${batch}\n`);
    }
  }),
);
