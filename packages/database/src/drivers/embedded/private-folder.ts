import { chmod, mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DataFolderUnusableError } from '../../errors.ts';

/** A Unix socket's address holds 108 bytes on Linux and 104 on macOS, its end mark included. */
const LONGEST_ADDRESS = 103;
/** The longest name of ours in the folder: `claim-<pid>-<random>`. */
const LONGEST_NAME = 40;

export interface PrivateFolder {
  /** The folder itself. */
  readonly path: string;
  /** The same folder by a path that is short enough for the address of a socket in it. */
  readonly socketPath: string;
  /** Takes away what stands outside of the folder. */
  release(): Promise<void>;
}

/** A folder that only this user can enter: who can reach the socket in it is the database's owner. */
export async function openPrivateFolder(dataDir: string): Promise<PrivateFolder> {
  const wanted = join(resolve(dataDir), 'database');
  try {
    await mkdir(wanted, { recursive: true, mode: 0o700 });
    await chmod(wanted, 0o700);
    const path = await realpath(wanted);
    if (fits(path)) return { path, socketPath: path, release: async () => undefined };
    return await behindShortPath(path);
  } catch (error) {
    throw new DataFolderUnusableError(wanted, error instanceof Error ? error.message : String(error), error);
  }
}

/** A link in a private temporary folder. The sockets stay in the data folder, where every other process looks for them. */
async function behindShortPath(path: string): Promise<PrivateFolder> {
  const temporary = await mkdtemp(join(fits(join(tmpdir(), 'munshi-123456/d')) ? tmpdir() : '/tmp', 'munshi-'));
  const socketPath = join(temporary, 'd');
  await symlink(path, socketPath, 'dir');
  return { path, socketPath, release: () => rm(temporary, { recursive: true, force: true }) };
}

function fits(folder: string): boolean {
  return Buffer.byteLength(folder) + 1 + LONGEST_NAME <= LONGEST_ADDRESS;
}
