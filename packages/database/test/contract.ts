import { randomBytes } from 'node:crypto';
import { AppError, failureOf } from '@munshi/service-kit/errors';
import { eventually } from '@munshi/testing/eventually';
import { sql } from 'kysely';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database, DatabaseServer } from '../src/database.ts';
import { DatabaseQueryError, DatabaseUnavailableError, NestedQueryError, UniqueViolationError } from '../src/errors.ts';
import { type Migration, migrate } from '../src/migrations.ts';

export interface Subject {
  readonly server: DatabaseServer;
  /** A bare connection to the same database, to do to it what a process does that ends. */
  rawConnection(): Promise<pg.Client>;
  close(): Promise<void>;
}

export interface ContractOptions {
  /** Why the suite is left out, if it is. */
  readonly absent: string | null;
  open(): Promise<Subject>;
}

/** What every driver promises. A second connection is in use throughout: that is where one backend for all shows. */
export function databaseContract(name: string, options: ContractOptions): void {
  describe.skipIf(options.absent)(name, () => {
    let subject: Subject;
    let database: Database;
    let other: Database;

    beforeAll(async () => {
      subject = await options.open();
      database = subject.server.connect({ name: 'contract', connections: 1 });
      other = subject.server.connect({ name: 'contract-other', connections: 4, interactive: true });
    });
    afterAll(() => subject?.close());

    /** A schema of the test's own with a table of one key. */
    async function table(): Promise<string> {
      const schema = `t_${randomBytes(5).toString('hex')}`;
      await sql`create schema ${sql.id(schema)}`.execute(database.sql);
      await sql`create table ${sql.table(`${schema}.things`)} (id text primary key, note text)`.execute(database.sql);
      return schema;
    }
    const idsIn = async (schema: string): Promise<string[]> =>
      (await other.sql.withSchema(schema).selectFrom('things').select('id').orderBy('id').execute()).map((row) => String(row.id));

    describe('values', () => {
      test('come back the same from every driver', async () => {
        const { rows } = await sql`select
          9007199254740993::bigint as big, count(*) as counted, 12.3400::numeric as exact, '2026-03-29'::date as day,
          array['2026-01-01'::date, null] as days, '2026-03-29T01:30:00+05:30'::timestamptz as moment, true as yes, null::text as nothing,
          '{"a":[1,"₹"]}'::jsonb as doc, '{"b":null}'::json as plain, '\\x00ff'::bytea as bytes, array['x','y'] as words, 1.5::float8 as number, 7 as small`.execute(
          other.sql,
        );
        expect(rows).toEqual([
          {
            big: '9007199254740993',
            counted: '1',
            exact: '12.3400',
            day: '2026-03-29',
            days: ['2026-01-01', null],
            moment: new Date('2026-03-28T20:00:00Z'),
            yes: true,
            nothing: null,
            doc: { a: [1, '₹'] },
            plain: { b: null },
            bytes: Buffer.from([0, 255]),
            words: ['x', 'y'],
            number: 1.5,
            small: 7,
          },
        ]);
      });

      test('an instant falls on its date in UTC, whatever zone the server or this machine is in', async () => {
        const { rows } = await sql`select '2026-03-29T23:30:00Z'::timestamptz::date as day, current_setting('TimeZone') as zone`.execute(
          database.sql,
        );
        expect(rows).toEqual([{ day: '2026-03-29', zone: 'UTC' }]);
      });

      test('a batch goes in as one JSON parameter', async () => {
        const schema = await table();
        const batch = JSON.stringify(Array.from({ length: 500 }, (_, index) => ({ id: `k${index}`, note: `नोट ${index}` })));
        await sql`insert into ${sql.table(`${schema}.things`)} (id, note)
          select id, note from json_to_recordset(${batch}::json) as r(id text, note text)`.execute(database.sql);
        expect(await idsIn(schema)).toHaveLength(500);
      });

      test('vectors can be stored and ordered by distance', async () => {
        const schema = await table();
        await sql`create extension if not exists vector`.execute(database.sql);
        await sql`alter table ${sql.table(`${schema}.things`)} add place public.vector(2)`.execute(database.sql);
        await sql`insert into ${sql.table(`${schema}.things`)} (id, place) values ('far', '[9,9]'), ('near', '[1,0]')`.execute(
          database.sql,
        );
        const { rows } = await sql`select id from ${sql.table(`${schema}.things`)} order by place operator(public.<->) '[1,1]'`.execute(
          other.sql,
        );
        expect(rows).toEqual([{ id: 'near' }, { id: 'far' }]);
      });
    });

    describe('many connections', () => {
      test('8 with 50 queries each, every one with 400 KB of its own: each gets its own answer', async () => {
        const many = subject.server.connect({ name: 'many', connections: 8 });
        const ask = async (connection: number): Promise<void> => {
          for (let query = 0; query < 50; query += 1) {
            const key = `${connection}:${query}`;
            const long = String.fromCharCode(97 + connection).repeat(400_000);
            const { rows } = await sql<{
              key: string;
              size: number;
              first: string;
            }>`select ${key}::text as key, length(${long}::text) as size,
              left(${long}::text, 1) as first`.execute(many.sql);
            expect(rows).toEqual([{ key, size: 400_000, first: long[0] }]);
          }
        };
        await Promise.all(Array.from({ length: 8 }, (_, connection) => ask(connection)));
        await many.close();
      });

      test('answers of several megabytes arrive whole, side by side', async () => {
        const ask = async (letter: string) => sql<{ long: string }>`select repeat(${letter}::text, 3000000) as long`.execute(other.sql);
        const answers = await Promise.all(['a', 'b', 'c', 'd'].map(ask));
        expect(answers.map(({ rows }) => [rows[0]?.long[0], rows[0]?.long.length])).toEqual(
          ['a', 'b', 'c', 'd'].map((letter) => [letter, 3_000_000]),
        );
      });

      test('two writers of one key: one wins, and the other is told', async () => {
        const schema = await table();
        const write = (db: Database, note: string) =>
          db.transaction(async (tx) => {
            const row = tx.withSchema(schema).insertInto('things').values({ id: 'one', note });
            return await row
              .onConflict((conflict) => conflict.doNothing())
              .returning('note')
              .execute();
          });
        const outcomes = await Promise.all([write(database, 'a'), write(other, 'b'), write(other, 'c')]);
        expect(outcomes.flat()).toHaveLength(1);
        expect(await idsIn(schema)).toEqual(['one']);
      });

      test('a row that one transaction has locked is waited for', async () => {
        const schema = await table();
        await sql`insert into ${sql.table(`${schema}.things`)} values ('n', '0')`.execute(database.sql);
        const add = (db: Database) =>
          db.transaction(async (tx) => {
            const { rows } = await sql<{
              note: string;
            }>`select note from ${sql.table(`${schema}.things`)} where id = 'n' for update`.execute(tx);
            await tx
              .withSchema(schema)
              .updateTable('things')
              .set({ note: String(Number(rows[0]?.note) + 1) })
              .where('id', '=', 'n')
              .execute();
          });
        await Promise.all(Array.from({ length: 20 }, (_, index) => add(index % 2 === 0 ? database : other)));
        expect(await other.sql.withSchema(schema).selectFrom('things').select('note').executeTakeFirst()).toEqual({ note: '20' });
      });
    });

    describe('transactions', () => {
      test('what throws rolls back whole, and it is that error which comes out', async () => {
        const schema = await table();
        const reason = new Error('changed my mind');
        const attempt = database.transaction(async (tx) => {
          await tx.withSchema(schema).insertInto('things').values({ id: 'a' }).execute();
          await sql`create table ${sql.table(`${schema}.more`)} (id text)`.execute(tx);
          throw reason;
        });
        await expect(attempt).rejects.toBe(reason);
        expect(await idsIn(schema)).toEqual([]);
        await expect(sql`select 1 from ${sql.table(`${schema}.more`)}`.execute(other.sql)).rejects.toMatchObject({ sqlState: '42P01' });
      });

      test('a statement that failed and was swallowed does not let the rest commit', async () => {
        const schema = await table();
        const attempt = database.transaction(async (tx) => {
          await tx.withSchema(schema).insertInto('things').values({ id: 'a' }).execute();
          await sql`select 1 / 0`.execute(tx).catch(() => undefined);
        });
        await expect(attempt).rejects.toThrow();
        expect(await idsIn(schema)).toEqual([]);
        await database.ping();
      });

      test('begin with their first statement, whatever it is, and are nothing without one', async () => {
        const schema = await table();
        const things = sql.table(`${schema}.things`);
        const first = await database.transaction(async (tx) => {
          const { rows } = await sql<{ n: string; day: string }>`select ${7}::bigint as n, ${'2026-03-01'}::date as day`.execute(tx);
          await tx.withSchema(schema).insertInto('things').values({ id: 'a' }).execute();
          return rows;
        });
        expect(first).toEqual([{ n: '7', day: '2026-03-01' }]);
        const counted = await database.transaction(async (tx) =>
          tx.withSchema(schema).insertInto('things').values({ id: 'b' }).executeTakeFirst(),
        );
        expect(counted.numInsertedOrUpdatedRows).toBe(1n);
        expect(await database.transaction(async (tx) => (await sql`select 1 as one`.execute(tx)).rows)).toEqual([{ one: 1 }]);
        await database.transaction(async (tx) =>
          sql`insert into ${things} (id) values ('c'); insert into ${things} (id) values ('d')`.execute(tx),
        );
        expect(await database.transaction(async () => 'nothing')).toBe('nothing');
        await expect(database.transaction(async () => Promise.reject(new Error('at once')))).rejects.toThrow('at once');
        expect(await idsIn(schema)).toEqual(['a', 'b', 'c', 'd']);
      });

      test('whose first statement fails leave nothing, and their connection goes on', async () => {
        const schema = await table();
        const one = subject.server.connect({ name: 'one', connections: 1 });
        for (const statement of [sql`select 1 / ${0}::int`, sql`select 1 / 0`, sql`select ${'x'}::int`]) {
          const attempt = one.transaction(async (tx) => {
            await statement.execute(tx).catch(() => undefined);
            await tx.withSchema(schema).insertInto('things').values({ id: 'never' }).execute();
          });
          await expect(attempt).rejects.toThrow();
          await one.ping();
        }
        await one.transaction(async (tx) => tx.withSchema(schema).insertInto('things').values({ id: 'after' }).execute());
        expect(await idsIn(schema)).toEqual(['after']);
        await one.close();
      });

      test('keep their isolation', async () => {
        const level = await database.sql
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute(
            async (tx) => (await sql<{ level: string }>`select current_setting(${'transaction_isolation'}) as level`.execute(tx)).rows,
          );
        expect(level).toEqual([{ level: 'repeatable read' }]);
      });

      test('a connection that drops in the middle leaves nothing, and nobody waits for it', async () => {
        const schema = await table();
        const dropped = await subject.rawConnection();
        dropped.on('error', () => undefined);
        await dropped.query('begin');
        await dropped.query(`insert into ${schema}.things (id) values ('gone')`);
        (dropped as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
        await sql`insert into ${sql.table(`${schema}.things`)} (id) values ('stays')`.execute(database.sql);
        await eventually('the key is free again', async () => {
          await sql`insert into ${sql.table(`${schema}.things`)} (id) values ('gone') on conflict do nothing`.execute(other.sql);
          return true;
        });
        expect(await idsIn(schema)).toEqual(['gone', 'stays']);
      });

      test('a query past `tx` from inside is an error, not a wait for ever', async () => {
        const attempt = database.transaction(async (tx) => {
          await sql`select 1`.execute(tx);
          await other.ping();
        });
        await expect(attempt).rejects.toBeInstanceOf(NestedQueryError);
        await expect(database.transaction(async () => database.transaction(async () => 1))).rejects.toBeInstanceOf(NestedQueryError);
        await database.ping();
      });

      test('work that was started inside and runs after it may query', async () => {
        let later: Promise<void> = Promise.resolve();
        const ended = Promise.withResolvers<void>();
        await database.transaction(async (tx) => {
          later = ended.promise.then(() => other.ping());
          await sql`select 1`.execute(tx);
        });
        ended.resolve();
        await later;
      });
    });

    describe('errors', () => {
      test('a key that is taken is a UniqueViolationError, with the names and without the values', async () => {
        const schema = await table();
        const insert = () => database.sql.withSchema(schema).insertInto('things').values({ id: 'secret-value' }).execute();
        await insert();
        const error = await insert().then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(UniqueViolationError);
        expect(error).toMatchObject({ code: 'DATABASE_UNIQUE_VIOLATION', constraint: 'things_pkey', details: { table: 'things', schema } });
        expect(everythingIn(error)).not.toContain('secret-value');
      });

      test('a value that does not fit is a bug, and is not quoted', async () => {
        const error = await sql`select ${'secret-value'}::text::integer`.execute(database.sql).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(DatabaseQueryError);
        expect(error).toMatchObject({ sqlState: '22P02', failure: 'failed' });
        expect(everythingIn(error)).not.toContain('secret-value');
      });

      test('a statement that is wrong says what is wrong', async () => {
        await expect(sql`select * from nowhere.nothing`.execute(database.sql)).rejects.toMatchObject({
          code: 'DATABASE_QUERY_FAILED',
          message: expect.stringContaining('nowhere.nothing'),
        });
      });
    });

    describe('close', () => {
      test('lets what was asked before finish, also what waits for the connection; then refuses, as unavailable', async () => {
        const closing = subject.server.connect({ name: 'closing', connections: 1 });
        const asked = Promise.all([
          sql<{ n: number }>`select 1 as n from pg_sleep(0.2)`.execute(closing.sql),
          closing.transaction(async (tx) => sql<{ n: number }>`select 2 as n`.execute(tx)),
          sql<{ n: number }>`select 3 as n`.execute(closing.sql),
        ]);
        const closed = [closing.close(), closing.close()];
        expect((await asked).map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3]);
        await Promise.all(closed);
        await closing.close();
        const refused = await closing.ping().then(
          () => null,
          (error: unknown) => error,
        );
        expect(refused).toBeInstanceOf(DatabaseUnavailableError);
        expect(failureOf(refused)).toBe('unavailable');
      });

      test('before anything was asked is fine', async () => {
        await subject.server.connect({ name: 'unused', connections: 1 }).close();
      });

      test('has a limit: a transaction that never ends is rolled back, and who waits behind it is told', async () => {
        const schema = await table();
        const stuck = subject.server.connect({ name: 'stuck', connections: 1, closeLimitMs: 300 });
        const inside = Promise.withResolvers<void>();
        const never = new Promise<void>(() => undefined);
        const work = stuck.transaction(async (tx) => {
          await tx.withSchema(schema).insertInto('things').values({ id: 'stuck' }).execute();
          inside.resolve();
          await never;
        });
        work.catch(() => undefined);
        await inside.promise;
        const waiting = stuck.ping().then(
          () => null,
          (error: unknown) => error,
        );
        await stuck.close();
        expect(await waiting).toBeInstanceOf(DatabaseUnavailableError);
        expect(await idsIn(schema)).toEqual([]);
      });
    });

    describe('migrations', () => {
      const step = (name: string, schema: string): Migration => ({
        name,
        up: async (tx) => {
          await sql`create table ${sql.table(`${schema}.${name.replace(/\W/g, '_')}`)} (id text)`.execute(tx);
        },
      });
      const fresh = (): string => `m_${randomBytes(5).toString('hex')}`;
      const appliedIn = async (schema: string): Promise<string[]> =>
        (await other.sql.withSchema(schema).selectFrom('migrations').select('name').orderBy('applied_at').orderBy('name').execute()).map(
          (row) => String(row.name),
        );

      test('are applied in order, each once, and again only what is new', async () => {
        const schema = fresh();
        await migrate(database, schema, [step('001-a', schema), step('002-b', schema)]);
        await migrate(database, schema, [step('001-a', schema), step('002-b', schema)]);
        await migrate(database, schema, [step('001-a', schema), step('002-b', schema), step('003-c', schema)]);
        expect(await appliedIn(schema)).toEqual(['001-a', '002-b', '003-c']);
      });

      test('by several at once: each step once', async () => {
        const schema = fresh();
        const steps = ['001', '002', '003', '004'].map((name) => step(name, schema));
        const databases = Array.from({ length: 5 }, (_, index) => subject.server.connect({ name: `migrator-${index}`, connections: 1 }));
        await Promise.all(databases.map((db) => migrate(db, schema, steps)));
        await Promise.all(databases.map((db) => db.close()));
        expect(await appliedIn(schema)).toEqual(['001', '002', '003', '004']);
      });

      test('of several services at once, each in its own schema', async () => {
        const schemas = Array.from({ length: 5 }, fresh);
        await Promise.all(schemas.map((schema) => migrate(other, schema, [step('001', schema), step('002', schema)])));
        for (const schema of schemas) expect(await appliedIn(schema)).toEqual(['001', '002']);
      });

      test('a step that fails leaves nothing of itself, and the steps before it stay', async () => {
        const schema = fresh();
        const broken: Migration = {
          name: '002-broken',
          up: async (tx) => {
            await step('half', schema).up(tx);
            throw new Error('broken');
          },
        };
        await expect(migrate(database, schema, [step('001-a', schema), broken])).rejects.toThrow('broken');
        expect(await appliedIn(schema)).toEqual(['001-a']);
        await migrate(database, schema, [step('001-a', schema), { ...step('half', schema), name: '002-broken' }]);
        expect(await appliedIn(schema)).toEqual(['001-a', '002-broken']);
      });

      test('a database ahead of this code is refused', async () => {
        const schema = fresh();
        await migrate(database, schema, [step('001-a', schema), step('002-b', schema)]);
        const error = await migrate(database, schema, [step('001-a', schema)]).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ code: 'MIGRATION_UNKNOWN', message: expect.stringContaining('002-b') });
      });

      test('a step that would come before one that was applied is refused, and so are steps out of order', async () => {
        const schema = fresh();
        await migrate(database, schema, [step('001-a', schema), step('003-c', schema)]);
        const late = [step('001-a', schema), step('002-b', schema), step('003-c', schema)];
        await expect(migrate(database, schema, late)).rejects.toMatchObject({ code: 'MIGRATION_ORDER' });
        await expect(migrate(database, fresh(), [step('002', schema), step('001', schema)])).rejects.toMatchObject({
          code: 'MIGRATION_ORDER',
        });
      });

      test('two owners in one schema have an order each', async () => {
        const schema = fresh();
        await migrate(database, schema, [step('001-ledger', schema)]);
        await migrate(database, schema, [step('001-inbox', schema)], { owner: 'delivery' });
        await migrate(database, schema, [step('001-ledger', schema), step('002-more', schema)]);
        expect((await appliedIn(schema)).toSorted()).toEqual(['001-inbox', '001-ledger', '002-more']);
      });
    });
  });
}

/** All that a log line could show of an error. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return JSON.stringify({ ...error, message: error.message, stack: error.stack, cause: error.cause ? everythingIn(error.cause) : null });
}
