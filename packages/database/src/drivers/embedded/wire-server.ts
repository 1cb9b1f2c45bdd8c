import net from 'node:net';
import { createFrontendReader, type FrontendMessage, type Pipeline } from './frontend-messages.ts';
import { queryMessage, refusal, whyRefused } from './refused-statements.ts';
import { createTurnQueue, type Party, type TurnQueue } from './turn-queue.ts';

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
  /** How many turns were taken so far, and how many wait. */
  activity(): { readonly turns: number; readonly waiting: number };
  /** Stops listening and drops the connections; an open transaction is rolled back. */
  close(): Promise<void>;
}

/** The mark that an interactive connection puts behind its `application_name`. */
export const INTERACTIVE_SUFFIX = ' (interactive)';

const WATCH_MS = 500;

interface Connection extends Party {
  readonly socket: net.Socket;
  urgent: boolean;
  gone: boolean;
}

/**
 * Serves the PostgreSQL wire protocol over a Unix socket: whole pipelines, one at a time; the connection in a transaction
 * keeps the database until it ends; between transactions interactive connections go first.
 */
export async function serveWire(engine: Engine, options: WireServerOptions): Promise<WireServer> {
  const queue = createTurnQueue(options.onDead);
  const desk = createDesk(engine, queue, options.onDead);
  const server = net.createServer(desk.welcome);
  const watch = setInterval(() => {
    const still = queue.standingStill();
    if (still && still.sinceMs >= options.idleTransactionMs) desk.dismiss(still.party);
  }, WATCH_MS);
  watch.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.path, () => resolve());
  });
  return {
    alone: (work) =>
      new Promise((resolve, reject) => {
        queue.add({ party: null, run: () => work().then(resolve, reject) });
      }),
    activity: queue.activity,
    close: () =>
      new Promise((resolve) => {
        clearInterval(watch);
        server.close(() => resolve());
        desk.dropAll();
        queue.stop();
      }),
  };
}

interface Desk {
  welcome(socket: net.Socket): void;
  /** Rolls a standing transaction back and tells its connection. */
  dismiss(party: Party): void;
  dropAll(): void;
}

/** What is done for each connection. */
function createDesk(engine: Engine, queue: TurnQueue, onDead: (error: unknown) => void): Desk {
  const connections = new Set<Connection>();

  function execute(connection: Connection, pipeline: Pipeline): void {
    if (connection.gone) return;
    const reason = whyRefused(pipeline);
    const complete = pipeline.complete || reason !== null;
    connection.socket.write(engine.execute(reason === null ? pipeline.bytes : refusal(reason), complete));
    // a pipeline that was only flushed has its statement still in the backend
    queue.hold(engine.inTransaction() || !complete ? connection : null);
  }

  function handle(connection: Connection, message: FrontendMessage): void {
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
        queue.add({ party: connection, run: () => execute(connection, message) });
    }
  }

  function leave(connection: Connection): void {
    if (connection.gone) return;
    connection.gone = true;
    connections.delete(connection);
    queue.forget(connection);
    if (!queue.isHeldBy(connection)) return;
    try {
      engine.execute(queryMessage('rollback'), true);
      queue.hold(null);
    } catch (error) {
      queue.stop();
      onDead(error);
    }
  }

  return {
    welcome(socket) {
      const connection: Connection = { socket, urgent: false, gone: false };
      const reader = createFrontendReader();
      connections.add(connection);
      socket.on('data', (chunk) => {
        try {
          for (const message of reader.push(chunk)) handle(connection, message);
        } catch {
          socket.destroy(); // not a client of this protocol
        }
      });
      socket.on('error', () => leave(connection));
      socket.on('close', () => leave(connection));
    },
    dismiss(party) {
      const connection = [...connections].find((one) => one === party);
      if (!connection) return;
      connection.socket.end(fatal('25P03', 'the transaction stood still too long and was rolled back'));
      leave(connection);
    },
    dropAll() {
      for (const connection of [...connections]) {
        connection.socket.destroy();
        leave(connection);
      }
    },
  };
}

function fatal(sqlState: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${sqlState}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(4 + fields.length, 1);
  return Buffer.concat([head, fields]);
}
