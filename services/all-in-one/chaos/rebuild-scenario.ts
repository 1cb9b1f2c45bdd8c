import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@munshi/database/database';
import { sql } from 'kysely';
import { rebuild } from '../src/commands/rebuild.ts';
import { startFeed } from './feed.ts';
import { merge, NOTHING } from './history.ts';
import { install, OPERATOR_TOKEN, ready } from './installation.ts';
import { judge, settled } from './judge.ts';
import type { Victim } from './process.ts';
import { between, createRandom } from './random.ts';
import type { Context, Outcome } from './scenario.ts';

/** Tables that a rebuild makes anew. */
const READ_MODELS = {
  analytics: ['transactions', 'customers', 'money'],
  notification: ['recipients', 'normal_keys', 'told'],
} as const;
type Rebuilt = keyof typeof READ_MODELS;

/** The read models are made anew under load, killed half way and begun again; at the end once more, and held against what was there. */
export async function rebuiltUnderLoad(context: Context): Promise<Outcome> {
  const events = context.events ?? (context.short ? 1_500 : 20_000);
  // What a job finds on its day is taken over; without it nothing changes between two looks.
  const installation = await install({ ...context, settings: { ANALYTICS_COMPARE_SECONDS: '86400' } });
  const random = createRandom(context.seed);
  try {
    const { bus, database } = installation;
    const ingestion = await installation.start('ingestion');
    const victims = { analytics: await installation.start('analytics'), notification: await installation.start('notification') };
    const feed = startFeed({ url: ingestion.url, events, rate: context.short ? 50 : 150, seed: context.seed });
    let kills = 0;
    for (const service of Object.keys(READ_MODELS) as Rebuilt[]) {
      const killed = rebuildOf(service, victims[service]).catch(() => 1);
      await pause(between(random, 300, 3_000));
      await victims[service].restart('SIGKILL');
      kills += 1;
      await ready(victims[service]);
      await killed;
      if ((await rebuildOf(service, victims[service])) !== 0) throw new Error(`the rebuild of ${service} under load failed`);
    }
    await feed.done;
    await settled(bus, database);
    const differing: string[] = [];
    for (const service of Object.keys(READ_MODELS) as Rebuilt[]) {
      const before = await rowsOf(database, service);
      if ((await rebuildOf(service, victims[service])) !== 0) throw new Error(`the rebuild of ${service} failed`);
      const after = await rowsOf(database, service);
      differing.push(...[...before].filter((row) => !after.has(row)), ...[...after].filter((row) => !before.has(row)));
    }
    await settled(bus, database);
    const leftovers = await shadowsOf(database);
    await installation.stop();
    const looked = await judge(bus, database, feed.acknowledged);
    const verdict = merge([looked.verdict, { ...NOTHING, differing: [...differing.map((row) => row.slice(0, 120)), ...leftovers] }]);
    const measured = `${feed.acknowledged.size} acknowledged; ${kills} rebuilds killed half way, 4 done, 2 of them under load; ${differing.length} rows differ, ${leftovers.length} schemas left behind`;
    return { holds: Object.values(verdict).every((found) => found.length === 0) && looked.deadLetters === 0, measured, verdict };
  } finally {
    await installation.close();
  }
}

function rebuildOf(service: Rebuilt, { url }: Victim): Promise<number> {
  const silent = { write: () => true };
  const environment = { OPERATOR_TOKEN, ANALYTICS_URL: url, NOTIFICATION_URL: url };
  return rebuild([service], { environment, stdout: silent, stderr: silent });
}

async function rowsOf(database: Database, service: Rebuilt): Promise<ReadonlySet<string>> {
  const tables = READ_MODELS[service].map(
    (table) => sql`select ${table}::text || ' ' || to_jsonb(t)::text as row from ${sql.id(service, table)} t`,
  );
  const { rows } = await sql<{ row: string }>`${sql.join(tables, sql` union all `)}`.execute(database.sql);
  return new Set(rows.map(({ row }) => row));
}

async function shadowsOf(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select nspname as name from pg_catalog.pg_namespace where nspname ~ '_new_[0-9a-f]{8}$'`.execute(database.sql);
  return rows.map(({ name }) => name);
}
