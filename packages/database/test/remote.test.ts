import net from 'node:net';
import { inspect } from 'node:util';
import { silentLogger } from '@munshi/service-kit/logger';
import { eventually } from '@munshi/testing/eventually';
import { postgresServer } from '@munshi/testing/servers';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { openRemote } from '../src/drivers/remote.ts';
import { DatabaseUnavailableError } from '../src/errors.ts';
import { databaseContract } from './contract.ts';
import { runProgram } from './programs/run-program.ts';

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

describe.skipIf(postgres.absent)(postgres.suite('a remote database'), () => {
  const database = openRemote(postgres.url, { logger: silentLogger });
  const direct = database.connect({ name: 'direct', connections: 2 });
  afterAll(() => database.close());

  test('that drops every connection: what was in flight is unavailable, and the next query connects again', async () => {
    const server = openRemote(postgres.url, { logger: silentLogger });
    const users = server.connect({ name: 'to-be-dropped', connections: 4 });
    const inTransaction = Promise.withResolvers<void>();
    const dropped = Promise.withResolvers<void>();
    const transaction = users.transaction(async (tx) => {
      await sql`create table public.lost (id text)`.execute(tx);
      inTransaction.resolve();
      await dropped.promise;
      await sql`select 1`.execute(tx);
    });
    const query = sql`select pg_sleep(30)`.execute(users.sql);
    const outcomes = Promise.allSettled([transaction, query]);
    await inTransaction.promise;
    await users.ping(); // leaves an idle connection
    await eventually('all its connections are dropped', async () => {
      const { rows } = await sql<{ ended: boolean }>`select pg_terminate_backend(pid) as ended from pg_stat_activity
        where application_name = 'to-be-dropped' and datname = current_database()`.execute(direct.sql);
      return rows.length === 0;
    });
    dropped.resolve();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ reason: { code: 'DATABASE_UNAVAILABLE', failure: 'unavailable' } });
    await users.ping();
    await expect(sql`select 1 from public.lost`.execute(users.sql)).rejects.toMatchObject({ sqlState: '42P01' });
    await server.close();
  });

  test('that goes away and comes back: unavailable meanwhile, then as before, on the same pool', async () => {
    const address = new URL(postgres.url);
    const way = await openWay(Number(address.port || 5432), address.hostname);
    address.hostname = '127.0.0.1';
    address.port = String(way.port);
    const server = openRemote(address.href, { logger: silentLogger });
    const users = server.connect({ name: 'users', connections: 3 });
    await Promise.all([users.ping(), users.ping(), users.ping()]);
    way.cut();
    await expect(users.ping()).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await expect(users.transaction(async (tx) => sql`select 1`.execute(tx))).rejects.toBeInstanceOf(DatabaseUnavailableError);
    await way.mend();
    await Promise.all([users.ping(), users.ping(), users.ping(), users.ping()]);
    await server.close();
    way.cut();
  });

  test('is asked for a transaction and its first statement in one turn', async () => {
    const address = new URL(postgres.url);
    const way = await openWay(Number(address.port || 5432), address.hostname);
    address.hostname = '127.0.0.1';
    address.port = String(way.port);
    const server = openRemote(address.href, { logger: silentLogger });
    const users = server.connect({ name: 'users', connections: 1 });
    await users.ping();
    const before = way.turns();
    await users.transaction(async (tx) => sql`select ${1}::int`.execute(tx));
    expect(way.turns() - before).toBe(2);
    await users.transaction(async (tx) => sql`select 1`.execute(tx));
    expect(way.turns() - before).toBe(4);
    await users.transaction(async () => undefined);
    expect(way.turns() - before).toBe(4);
    await server.close();
    way.cut();
  });

  test('that is not there is unavailable, and its password is in no error', async () => {
    const nowhere = openRemote('postgresql://munshi:hunter2@127.0.0.1:1/munshi', { logger: silentLogger });
    const error = await nowhere
      .connect({ name: 'nobody', connections: 1 })
      .ping()
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    expect(error).toBeInstanceOf(DatabaseUnavailableError);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
    await nowhere.close();
  });

  test('that refuses the credentials is unavailable: someone has to change them, and then it works', async () => {
    const url = new URL(postgres.url);
    url.password = 'hunter2';
    const server = openRemote(url.href, { logger: silentLogger });
    const error = await server
      .connect({ name: 'nobody', connections: 1 })
      .ping()
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.stringContaining('28P01') });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hunter2');
    await server.close();
  });

  test('is told who asks, and ends a transaction that stands still', async () => {
    const { rows } =
      await sql`select current_setting('application_name') as name, current_setting('idle_in_transaction_session_timeout') as still`.execute(
        direct.sql,
      );
    expect(rows).toEqual([{ name: 'direct', still: '30s' }]);
  });

  test('is migrated by two processes at once, each step once', async () => {
    const programs = [1, 2, 3].map(() => runProgram('migrator.ts', postgres.url, 'raced'));
    await Promise.all(programs.map((program) => program.says('ready')));
    const ended = Promise.all(programs.map((program) => program.says('done')));
    for (const program of programs) program.child.stdin?.write('go\n');
    await ended;
    const { rows } = await sql<{ name: string }>`select name from raced.migrations order by applied_at`.execute(direct.sql);
    expect(rows.map((row) => row.name)).toEqual(Array.from({ length: 10 }, (_, index) => `step-${index}`));
  });
});

interface Way {
  readonly port: number;
  /** How often a client began to speak after the server had. */
  turns(): number;
  /** Drops every connection and takes no more. */
  cut(): void;
  mend(): Promise<void>;
}

/** A way to the server that can be cut, as when it is restarted. */
async function openWay(port: number, host: string): Promise<Way> {
  const sockets = new Set<net.Socket>();
  let turns = 0;
  const listen = (at: number): Promise<net.Server> =>
    new Promise((resolve, reject) => {
      const server = net.createServer((near) => {
        const far = net.connect(port, host);
        for (const socket of [near, far]) {
          sockets.add(socket);
          socket.on('error', () => undefined);
        }
        let isAnswered = true;
        near.on('data', () => {
          if (isAnswered) turns += 1;
          isAnswered = false;
        });
        far.on('data', () => {
          isAnswered = true;
        });
        near.pipe(far).pipe(near);
      });
      server.once('error', reject);
      server.listen(at, '127.0.0.1', () => resolve(server));
    });
  let server = await listen(0);
  const own = (server.address() as net.AddressInfo).port;
  return {
    port: own,
    turns: () => turns,
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      sockets.clear();
    },
    mend: async () => {
      server = await listen(own);
    },
  };
}
