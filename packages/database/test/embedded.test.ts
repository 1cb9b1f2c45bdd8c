import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, DatabaseServer } from '../src/database.ts';
import { openEmbedded } from '../src/drivers/embedded.ts';
import { DatabaseUnavailableError } from '../src/errors.ts';
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

describe('the embedded database', () => {
  let folder: string;
  let server: DatabaseServer;
  let database: Database;
  let other: Database;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munshi-embedded-'));
    server = await openEmbedded(folder, { logger: silentLogger, upkeepMs: 100, idleTransactionMs: 500, statementLimitMs: 3_000 });
    database = server.connect({ name: 'load', connections: 1 });
    other = server.connect({ name: 'page', connections: 2, interactive: true });
  });
  afterAll(async () => {
    await server?.close();
    await rm(folder, { recursive: true });
  });

  test.each([
    'set search_path = x',
    'copy pg_catalog.pg_class from stdin',
    'listen x',
    'select pg_advisory_lock(1)',
    'prepare p as select 1',
  ])('refuses what would reach the other connections: %s', async (statement) => {
    await expect(sql.raw(statement).execute(database.sql)).rejects.toMatchObject({ sqlState: '0A000' });
    await other.ping();
    await database.ping();
  });

  test('a refused statement fails the transaction it is in', async () => {
    const attempt = database.transaction(async (tx) => {
      await sql`create table public.never (id text)`.execute(tx);
      await sql
        .raw('listen x')
        .execute(tx)
        .catch(() => undefined);
    });
    await expect(attempt).rejects.toThrow();
    await expect(sql`select 1 from public.never`.execute(other.sql)).rejects.toMatchObject({ sqlState: '42P01' });
  });

  test('refuses named statements, which would be everybody’s', async () => {
    const client = new pg.Client({ host: join(folder, 'database'), user: 'postgres', database: 'postgres', password: '', ssl: false });
    await client.connect();
    await expect(client.query({ name: 'mine', text: 'select 1' })).rejects.toMatchObject({ code: '0A000' });
    await client.end();
  });

  test('a transaction that stands still is rolled back, so that the others go on', async () => {
    const never = new Promise<void>(() => undefined);
    const stuck = server.connect({ name: 'stuck', connections: 1, closeLimitMs: 100 });
    const inside = Promise.withResolvers<void>();
    const work = stuck.transaction(async (tx) => {
      await sql`create table public.stuck (id text)`.execute(tx);
      inside.resolve();
      await never;
    });
    work.catch(() => undefined);
    await inside.promise;
    await other.ping();
    await expect(sql`select 1 from public.stuck`.execute(other.sql)).rejects.toMatchObject({ sqlState: '42P01' });
    await stuck.close();
  });

  test('a statement without an end is ended, as unavailable, and the database comes back with what it had', async () => {
    await sql`create table public.kept (id text)`.execute(database.sql);
    await sql`insert into public.kept values ('x')`.execute(database.sql);
    const endless = sql`with recursive r(n) as (select 1 union all select n + 1 from r) select count(*) from r where n < 0`.execute(
      database.sql,
    );
    await expect(endless).rejects.toBeInstanceOf(DatabaseUnavailableError);
    const { rows } = await eventually('it is back', () => sql`select id from public.kept`.execute(other.sql));
    expect(rows).toEqual([{ id: 'x' }]);
    await database.ping();
  });

  test('looks after its files by itself: the log does not grow without end, queues shrink, the planner knows the tables', async () => {
    await sql`create table public.queue (id bigint primary key, filler text)`.execute(database.sql);
    for (let round = 0; round < 40; round += 1) {
      await sql`insert into public.queue select ${round} * 10000 + n, repeat('x', 500) from generate_series(1, 5000) n`.execute(
        database.sql,
      );
      await sql`delete from public.queue`.execute(database.sql);
    }
    await eventually('the queue is cleaned', async () => {
      const { rows } = await sql<{ bytes: string }>`select pg_relation_size('public.queue') as bytes`.execute(other.sql);
      return Number(rows[0]?.bytes) < 1_000_000;
    });
    await sql`insert into public.queue select n, 'x' from generate_series(1, 5000) n`.execute(database.sql);
    await eventually('the table is known', async () => {
      const { rows } = await sql<{ known: number }>`select reltuples as known from pg_class where oid = 'public.queue'::regclass`.execute(
        other.sql,
      );
      return rows[0]?.known === 5_000;
    });
    // 40 rounds write about 150 MB of log; 80 MB of segments are kept for use again
    await eventually('the log is short', async () => {
      const segments = (await readdir(join(folder, 'database/pgdata/pg_wal'))).filter((name) => /^[0-9A-F]{24}$/.test(name));
      return segments.length * 16 <= 112;
    });
  });
});
