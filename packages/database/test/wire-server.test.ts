import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@munshi/testing/eventually';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Engine, INTERACTIVE_SUFFIX, serveWire, type WireServer } from '../src/drivers/embedded/wire-server.ts';

/** A backend that notes what it is told. `begin` opens a transaction, `commit` and `rollback` end it, `die` kills it. */
interface FakeEngine extends Engine {
  readonly told: string[];
}

function fakeEngine(): FakeEngine {
  const told: string[] = [];
  let inTransaction = false;
  return {
    told,
    greeting: Buffer.from('greeting'),
    inTransaction: () => inTransaction,
    execute(pipeline) {
      const text = Buffer.from(pipeline).subarray(5, -1).toString();
      told.push(text);
      if (text === 'die') throw new Error('dead');
      if (text === 'begin') inTransaction = true;
      if (text === 'commit' || text === 'rollback') inTransaction = false;
      return Buffer.from(`done ${text};`);
    },
  };
}

function query(text: string): Buffer {
  const body = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(5);
  head.write('Q');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

function startup(name: string): Buffer {
  const body = Buffer.from(`\0\x03\0\0application_name\0${name}\0\0`, 'latin1');
  const head = Buffer.alloc(4);
  head.writeInt32BE(4 + body.length, 0);
  return Buffer.concat([head, body]);
}

describe('the wire server', () => {
  let folder: string;
  let engine: FakeEngine;
  let server: WireServer;
  let dead: unknown[];
  const sockets: net.Socket[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'munshi-wire-'));
    engine = fakeEngine();
    dead = [];
    server = await serveWire(engine, { path: join(folder, 's'), idleTransactionMs: 200, onDead: (error) => dead.push(error) });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.close();
    await rm(folder, { recursive: true });
  });

  async function client(name: string): Promise<{ socket: net.Socket; heard(): string; says(text: string): void }> {
    const socket = net.connect(join(folder, 's'));
    sockets.push(socket);
    let heard = '';
    socket.on('data', (data) => {
      heard += data.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.write(startup(name));
    await eventually('the greeting', () => heard.includes('greeting'));
    return { socket, heard: () => heard, says: (text) => void socket.write(query(text)) };
  }
  const told = (text: string) => eventually(`the backend is told ${text}`, () => engine.told.includes(text));
  const waiting = (count: number) => eventually(`${count} wait`, () => server.activity().waiting === count);

  test('after a transaction serves interactive connections first, then the others in their order', async () => {
    const [load, first, second, page] = [
      await client('load'),
      await client('first'),
      await client('second'),
      await client(`page${INTERACTIVE_SUFFIX}`),
    ];
    load.says('begin');
    await told('begin');
    first.says('first');
    await waiting(1);
    second.says('second');
    await waiting(2);
    page.says('page');
    await waiting(3);
    load.says('in the transaction');
    await told('in the transaction');
    expect(server.activity().waiting).toBe(3);
    load.says('commit');
    await told('second');
    expect(engine.told).toEqual(['begin', 'in the transaction', 'commit', 'page', 'first', 'second']);
  });

  test('does its own upkeep only outside of a transaction, and nothing else meanwhile', async () => {
    const load = await client('load');
    load.says('begin');
    await told('begin');
    const order: string[] = [];
    const gate = Promise.withResolvers<void>();
    const upkeep = server.alone(async () => {
      order.push('upkeep begins');
      await gate.promise;
      order.push('upkeep ends');
    });
    load.says('more');
    await told('more');
    expect(order).toEqual([]);
    load.says('commit');
    await eventually('upkeep', () => order.length === 1);
    load.says('after');
    await waiting(1);
    expect(engine.told).not.toContain('after');
    gate.resolve();
    await upkeep;
    await told('after');
    expect(order).toEqual(['upkeep begins', 'upkeep ends']);
  });

  test('rolls back when the connection in a transaction drops, and forgets what else it had asked', async () => {
    const [load, next] = [await client('load'), await client('next')];
    load.says('begin');
    await told('begin');
    next.says('next');
    await waiting(1);
    load.socket.destroy();
    await told('next');
    expect(engine.told).toEqual(['begin', 'rollback', 'next']);
  });

  test('rolls back a transaction that stands still, and says so to its connection', async () => {
    const [load, next] = [await client('load'), await client('next')];
    load.says('begin');
    await told('begin');
    next.says('next');
    await told('next');
    expect(engine.told).toEqual(['begin', 'rollback', 'next']);
    await eventually('the reason', () => load.heard().includes('25P03'));
    await eventually('the connection ends', () => load.socket.closed);
  });

  test('answers a request for encryption with N, and hangs up on what is not PostgreSQL', async () => {
    const socket = net.connect(join(folder, 's'));
    sockets.push(socket);
    socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
    const [answer] = (await new Promise<Buffer[]>((resolve) => socket.once('data', (data: Buffer) => resolve([data])))) as [Buffer];
    expect(answer.toString()).toBe('N');
    const stranger = net.connect(join(folder, 's'));
    sockets.push(stranger);
    stranger.on('error', () => undefined);
    stranger.write('GET / HTTP/1.1\r\n\r\n');
    await eventually('the stranger is dropped', () => stranger.closed);
  });

  test('says once that the backend is dead, and asks it nothing more', async () => {
    const [one, other] = [await client('one'), await client('other')];
    one.says('die');
    await eventually('it is noticed', () => dead.length === 1);
    other.says('hello');
    await expect(eventually('no answer', () => engine.told.includes('hello'), 100)).rejects.toThrow();
    expect(dead).toHaveLength(1);
  });

  test('tells a refused statement’s reason through the backend, so that an open transaction fails with it', async () => {
    const load = await client('load');
    load.says('begin');
    load.says('copy t from stdin');
    const refusal = await eventually('the refusal', () => engine.told.find((text) => text.includes('0A000')));
    expect(refusal).toContain('COPY');
    expect(engine.told).not.toContain('copy t from stdin');
  });
});
