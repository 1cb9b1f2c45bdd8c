import { randomBytes, randomInt } from 'node:crypto';
import { access, readdir, rm } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DataFolderHeldError, DataFolderUnusableError } from '../../errors.ts';

const PREFIX = 'claim-';
const ATTEMPTS = 20;

export interface FolderClaim {
  release(): Promise<void>;
}

export interface ClaimOptions {
  /** Shown in the error. */
  readonly folder: string;
  /** The folder by a path short enough for a socket's address. */
  readonly socketPath: string;
}

/**
 * Holds a folder for one process. A claim is a listening socket in the folder, which the kernel closes with its process,
 * however that ends: no stale lock can stand in the way and no pid can be taken for another's. First one's own claim is made,
 * then all others are looked at; whoever sees a living one withdraws and tries again. So of two that come at once, each
 * made its claim before it looked: one at most sees nobody.
 * @throws DataFolderHeldError when another process goes on holding it.
 */
export async function claimFolder(options: ClaimOptions): Promise<FolderClaim> {
  for (let attempt = 1; ; attempt += 1) {
    const name = `${PREFIX}${process.pid}-${randomBytes(4).toString('hex')}`;
    const server = await listen(join(options.socketPath, name), options.folder);
    const release = (): Promise<void> => closeServer(server);
    try {
      const holder = await livingClaim(options.socketPath, name);
      // between being made and being listened to, a claim looks dead: one that was cleared away counts for nobody
      if (holder === null && (await isThere(join(options.socketPath, name)))) return { release };
      await release();
      if (holder !== null && attempt >= ATTEMPTS)
        throw new DataFolderHeldError(options.folder, `process ${holder.slice(PREFIX.length).split('-')[0]}`);
    } catch (error) {
      await release();
      throw error;
    }
    await pause(randomInt(10, 80));
  }
}

async function listen(path: string, folder: string): Promise<net.Server> {
  // accepts and hangs up: that somebody listens is all there is to say
  const server = net.createServer((socket) => socket.destroy());
  server.unref();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } catch (error) {
    throw new DataFolderUnusableError(
      folder,
      `no socket can be made in it (${(error as Error).message}); choose one on a local disk`,
      error,
    );
  }
  return server;
}

async function livingClaim(socketPath: string, own: string): Promise<string | null> {
  const others = (await readdir(socketPath)).filter((name) => name.startsWith(PREFIX) && name !== own);
  for (const other of others) {
    const path = join(socketPath, other);
    if (await isAlive(path)) return other;
    await rm(path, { force: true });
  }
  return null;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Only a refusal by the kernel, or nothing there, proves a claim dead. */
function isAlive(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'));
  });
}

function closeServer(server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
