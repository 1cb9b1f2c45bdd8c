import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryObjects } from 'node:v8';
import { silentLogger as logger } from '@munshi/service-kit/logger';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { openDatabase } from '../src/open-database.ts';

const QUERIES = 500;

/** Every object of the class that is still held, after a collection. */
const promisesHeld = (): number => queryObjects(Promise, { format: 'count' });

test('a query that has ended is held on to by nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'munshi-growth-'));
  const server = await openDatabase({ DATA_DIR: folder }, { logger });
  try {
    const database = server.connect({ name: 'growth', connections: 2 });
    const ask = async (times: number) => {
      for (let n = 0; n < times; n += 1) await sql`select 1`.execute(database.sql);
    };
    await ask(50);
    const before = promisesHeld();
    await ask(QUERIES);
    expect(promisesHeld() - before).toBeLessThan(QUERIES / 5);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
