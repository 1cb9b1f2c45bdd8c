import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { openPortsIn, startIngestion } from './running-ingestion.ts';

/**
 * Ingestion as a process of its own, on embedded ports in the folder given; it goes on with whatever a process before it left.
 * Says on standard output how many records its job has read, line by line, and at the end what is on the bus.
 */
const [folder = '', upload = ''] = process.argv.slice(2);
const ports = await openPortsIn(folder);
const database = ports.server.connect({ name: 'watcher', connections: 1 });
const ingestion = await startIngestion(ports);
if (upload !== '') await ingestion.upload('rows.csv', readFileSync(upload));
for (let state = ''; state !== 'done' && state !== 'failed'; await pause(20)) {
  const { rows } = await sql<{ state: string; read: string }>`select state, counts->>'read' as read from ingestion.jobs`.execute(
    database.sql,
  );
  state = rows[0]?.state ?? '';
  process.stdout.write(`read ${rows[0]?.read ?? 0}\n`);
}
const { rows } = await sql`
  select (select state from ingestion.jobs) as state, (select counts from ingestion.jobs) as counts,
    count(*)::integer as events, count(distinct headers->>'ce_id')::integer as ids, count(distinct headers->>'ce_subject')::integer as subjects
  from (select convert_from(r.headers, 'UTF8')::json as headers from bus.records r where r.topic = 'bank.transactions') r`.execute(
  database.sql,
);
process.stdout.write(`${JSON.stringify(rows[0])}\n`);
await ingestion.service.stop();
await ports.close();
