import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DatabaseServer } from '../src/database.ts';
import { claimFolder, type FolderClaim } from '../src/drivers/embedded/folder-claim.ts';
import { openEmbedded } from '../src/drivers/embedded.ts';
import { DataFolderHeldError, DataFolderUnusableError } from '../src/errors.ts';
import { type Program, runProgram } from './programs/run-program.ts';

describe('the data folder of the embedded database', () => {
  let folder: string;
  const programs: Program[] = [];
  const servers: DatabaseServer[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munshi-folder-'));
  });
  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.kill()));
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await rm(folder, { recursive: true });
  });

  const start = (file: string, ...parameters: string[]): Program => {
    const program = runProgram(file, ...parameters);
    programs.push(program);
    return program;
  };
  const open = async (where = folder): Promise<DatabaseServer> => {
    const server = await openEmbedded(where, { logger: silentLogger });
    servers.push(server);
    return server;
  };

  test('is one process’s: another is told who holds it, and gets it as soon as that one has died', async () => {
    const holder = start('holder.ts', folder);
    await holder.says('open');
    const error = await openEmbedded(folder, { logger: silentLogger }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DataFolderHeldError);
    expect((error as Error).message).toContain(`process ${holder.child.pid}`);
    await holder.kill();
    await (await open()).connect({ name: 'next', connections: 1 }).ping();
  });

  test('is not opened twice by one process either, and can be opened again after it was closed', async () => {
    const server = await open();
    await expect(openEmbedded(folder, { logger: silentLogger })).rejects.toBeInstanceOf(DataFolderHeldError);
    await Promise.all([server.close(), server.close()]);
    await (await open()).connect({ name: 'again', connections: 1 }).ping();
  });

  test('is claimed by one of many that come at once', async () => {
    const attempts = await Promise.allSettled(Array.from({ length: 12 }, () => claimFolder({ folder, socketPath: folder })));
    const claims = attempts.flatMap((attempt) => (attempt.status === 'fulfilled' ? [attempt.value] : []));
    expect(claims).toHaveLength(1);
    await Promise.all(claims.map((claim) => claim.release()));
    const next: FolderClaim = await claimFolder({ folder, socketPath: folder });
    await next.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('lets nobody else in', async () => {
    const server = await open();
    await server.connect({ name: 'one', connections: 1 }).ping();
    expect((await stat(join(folder, 'database'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, 'database', '.s.PGSQL.5432'))).isSocket()).toBe(true);
  });

  test('may have a path too long for a socket’s address, and is held all the same', async () => {
    const long = join(folder, 'a'.repeat(80), 'b'.repeat(80));
    await (await open(long)).connect({ name: 'long', connections: 1 }).ping();
    await expect(openEmbedded(long, { logger: silentLogger })).rejects.toBeInstanceOf(DataFolderHeldError);
  });

  test('that cannot be made says where and why', async () => {
    await writeFile(join(folder, 'file'), '');
    const error = await openEmbedded(join(folder, 'file'), { logger: silentLogger }).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(DataFolderUnusableError);
    expect((error as Error).message).toContain(join(folder, 'file', 'database'));
  });

  test('with files that cannot be read says so and lets go of the folder', async () => {
    await (await open()).close();
    await rm(join(folder, 'database/pgdata/global'), { recursive: true });
    await expect(openEmbedded(folder, { logger: silentLogger })).rejects.toBeInstanceOf(DataFolderUnusableError);
    await (await claimFolder({ folder, socketPath: join(folder, 'database') })).release();
  });

  test('with a first start that was cut off begins anew, and throws nothing away', async () => {
    await mkdir(join(folder, 'database/pgdata'), { recursive: true });
    await writeFile(join(folder, 'database/pgdata/PG_VERSION'), '18\n');
    await (await open()).connect({ name: 'anew', connections: 1 }).ping();
    expect((await readdir(join(folder, 'database'))).filter((name) => name.startsWith('pgdata-unfinished-'))).toHaveLength(1);
  });

  test('keeps every acknowledged transaction, whole, through kill -9 under load, again and again', async () => {
    const acknowledged: string[] = [];
    for (const [run, least] of [150, 400, 90].entries()) {
      const writer = start('writer.ts', folder, String(run));
      await eventually(
        'it has written for a while',
        () => {
          if (writer.child.exitCode !== null) throw new Error(`the writer ended with ${writer.child.exitCode}`);
          return writer.lines().length >= least;
        },
        120_000,
      );
      await writer.kill();
      acknowledged.push(...writer.lines());
    }
    const database = (await open()).connect({ name: 'judge', connections: 1 });
    const { rows } = await sql<{ batch: string; parts: string }>`select batch, count(*) as parts from ledger.rows group by batch`.execute(
      database.sql,
    );
    const parts = new Map(rows.map((row) => [row.batch, row.parts]));
    expect(acknowledged.filter((batch) => parts.get(batch) !== '3')).toEqual([]);
    expect(rows.filter((row) => row.parts !== '3')).toEqual([]);
    // the index finds what the table holds
    const { rows: found } = await sql`select (select count(*) from ledger.rows r where exists
      (select from ledger.rows i where i.batch = r.batch and i.part = r.part)) = (select count(*) from ledger.rows) as same`.execute(
      database.sql,
    );
    expect(found).toEqual([{ same: true }]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(640);
  }, 400_000);
});
