import net from 'node:net';
import { createFrontendReader, type FrontendMessage, type Pipeline } from './frontend-messages.ts';
import { queryMessage, refusal, whyRefused } from './refused-statements.ts';

/** The one database backend behind all connections. */
export interface Engine {
  /** Runs a whole pipeline and gives the whole answer. Throws when the backend is dead. */
  execute(pipeline: Uint8Array, complete: boolean): Buffer;
  inTransaction(): boolean;
  /** What answers a startup message. */
  readonly greeting: Buffer;
}

export interface WireServerOptions {
  readonly path: string;
  /** A transaction that stands still this long is rolled back and its connection dropped: it stops everyone. */
  readonly idleTransactionMs: number;
  /** The backend is dead; nothing can be answered any more. */
  onDead(error: unknown): void;
}

export interface WireServer {
  /** Runs `work` alone, in its turn, when no transaction is open. */
  alone(work: () => Promise<void>): Promise<void>;
  /** How many turns were taken so far, and whether any are waiting. */
  activity(): { readonly turns: number; readonly waiting: number };
  /** Stops listening and drops the connections; an open transaction is rolled back. */
  close(): Promise<void>;
}

/** The mark that an interactive connection puts behind its `application_name`. */
export const INTERACTIVE_SUFFIX = ' (interactive)';

interface Connection {
  readonly socket: net.Socket;
  urgent: boolean;
  gone: boolean;
}

interface Turn {
  /** Null for upkeep. */
  readonly connection: Connection | null;
  run(): void | Promise<void>;
}

/**
 * Serves the PostgreSQL wire protocol over a Unix socket: whole pipelines, one at a time; the connection in a transaction
 * keeps the database until it ends; between transactions interactive connections go first.
 */
export async function serveWire(engine: Engine, options: WireServerOptions): Promise<WireServer> {
  const turns: Turn[] = [];
  const connections = new Set<Connection>();
  let owner: Connection | null = null;
  let ownerActiveAt = 0;
  let taken = 0;
  let running = false;
  let scheduled = false;
  let dead = false;

  const next = (): number => {
    if (owner) return turns.findIndex((turn) => turn.connection === owner);
    const urgent = turns.findIndex((turn) => turn.connection?.urgent);
    return urgent >= 0 || turns.length === 0 ? urgent : 0;
  };

  // one turn, then back to the event loop, so that what arrives meanwhile is weighed before the next
  const schedule = (): void => {
    if (scheduled || running || dead || next() < 0) return;
    scheduled = true;
    setImmediate(takeTurn);
  };

  const takeTurn = (): void => {
    scheduled = false;
    const index = next();
    const turn = turns[index];
    if (!turn || dead) return;
    turns.splice(index, 1);
    running = true;
    taken += 1;
    const done = (): void => {
      running = false;
      schedule();
    };
    try {
      const work = turn.run();
      if (work) work.then(done, fail);
      else done();
    } catch (error) {
      fail(error);
    }
  };

  const fail = (error: unknown): void => {
    if (dead) return;
    dead = true;
    options.onDead(error);
  };

  const execute = (connection: Connection, pipeline: Pipeline): void => {
    if (connection.gone) return;
    const reason = whyRefused(pipeline);
    const answer = engine.execute(reason === null ? pipeline.bytes : refusal(reason), pipeline.complete || reason !== null);
    connection.socket.write(answer);
    owner = engine.inTransaction() || !pipeline.complete ? connection : null;
    ownerActiveAt = Date.now();
  };

  const leave = (connection: Connection): void => {
    if (connection.gone) return;
    connection.gone = true;
    connections.delete(connection);
    for (let index = turns.length - 1; index >= 0; index -= 1) if (turns[index]?.connection === connection) turns.splice(index, 1);
    if (owner !== connection || dead) return;
    try {
      engine.execute(queryMessage('rollback'), true);
      owner = null;
      schedule();
    } catch (error) {
      fail(error);
    }
  };

  const handle = (connection: Connection, message: FrontendMessage): void => {
    switch (message.kind) {
      case 'encryption':
        connection.socket.write('N');
        return;
      case 'startup':
        connection.urgent = message.parameters.get('application_name')?.endsWith(INTERACTIVE_SUFFIX) ?? false;
        connection.socket.write(engine.greeting);
        return;
      case 'cancel':
      case 'terminate':
        connection.socket.end();
        return;
      case 'pipeline':
        turns.push({ connection, run: () => execute(connection, message) });
        schedule();
    }
  };

  const server = net.createServer((socket) => {
    const connection: Connection = { socket, urgent: false, gone: false };
    const reader = createFrontendReader();
    connections.add(connection);
    socket.on('data', (chunk) => {
      try {
        for (const message of reader.push(chunk)) handle(connection, message);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => leave(connection));
    socket.on('close', () => leave(connection));
  });

  const watch = setInterval(() => {
    if (!owner || next() >= 0 || Date.now() - ownerActiveAt < options.idleTransactionMs) return;
    owner.socket.end(fatal('25P03', 'the transaction stood still too long and was rolled back'));
    leave(owner);
  }, 1_000);
  watch.unref();

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.path, () => resolve());
  });
  return {
    alone: (work) =>
      new Promise((resolve, reject) => {
        turns.push({ connection: null, run: () => work().then(resolve, reject) });
        schedule();
      }),
    activity: () => ({ turns: taken, waiting: turns.length }),
    close: () =>
      new Promise((resolve) => {
        clearInterval(watch);
        server.close(() => resolve());
        for (const connection of [...connections]) {
          connection.socket.destroy();
          leave(connection);
        }
      }),
  };
}

function fatal(sqlState: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}
