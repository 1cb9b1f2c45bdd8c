import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@munshi/database/database';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { RecordKind } from '../domain/entry.ts';
import { jobRepository } from '../store/job-repository.ts';
import type { JobRunner } from './job-runner.ts';
import { type UploadFolder, uploadName } from './upload-folder.ts';

const LOOK_EVERY_MS = 1_000;
/** Where files lie while they are copied, and afterwards. */
const TAKEN = '.taken';
const DONE = 'done';
const KINDS: readonly (readonly [folder: string, kind: RecordKind])[] = [
  ['', 'transactions'],
  ['customers', 'customers'],
  ['documents', 'documents'],
];

export interface WatchPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly folder: UploadFolder;
  readonly runner: JobRunner;
}

export interface WatchedFolder {
  start(): Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
}

/**
 * Makes a job of every file that comes into a folder and has stopped growing, and then moves it to `done`. Hidden files and those
 * named `.part` or `.tmp` are left alone. A file is claimed by moving it first: a process that dies on the way is followed by one
 * that goes on with it, under the same job.
 */
export function createWatchedFolder(path: string, ports: WatchPorts): WatchedFolder {
  const stopping = new AbortController();
  let loop: Promise<void> | null = null;
  /** Size and time of files when they were last looked at. */
  let seen = new Map<string, string>();

  async function look(): Promise<void> {
    const now = new Map<string, string>();
    for (const [sub, kind] of KINDS) {
      for (const name of await filesIn(join(path, sub))) {
        const file = join(path, sub, name);
        const { size, mtimeMs } = await stat(file);
        const state = `${size} ${mtimeMs}`;
        if (seen.get(file) !== state) now.set(file, state);
        else await claim(file, `${randomUUID()} ${kind} ${name}`);
      }
    }
    seen = now;
    for (const claimed of await filesIn(join(path, TAKEN))) await take(claimed);
  }

  async function claim(file: string, claimed: string): Promise<void> {
    await rename(file, join(path, TAKEN, claimed));
  }

  /** Every step may come again: the copy under the same name, the job under the same id. */
  async function take(claimed: string): Promise<void> {
    const [, jobId = '', kind = '', fileName = ''] = /^(\S+) (\S+) (.+)$/.exec(claimed) ?? [];
    const from = join(path, TAKEN, claimed);
    const upload = uploadName(jobId);
    if ((await jobRepository.find(ports.database.sql, jobId)) === null) {
      const { size } = await stat(from);
      await copyFile(from, ports.folder.uploadPath(upload), constants.COPYFILE_FICLONE);
      await flush(ports.folder.uploadPath(upload));
      const job = { jobId, kind: kind as RecordKind, live: true, fileName, mapping: null, upload, bytes: size };
      await jobRepository.insert(ports.database.sql, { ...job, createdAt: ports.clock.now() });
      ports.logger.info({ jobId, fileName }, 'a file of the watched folder is taken in');
    }
    await rename(from, join(path, DONE, `${jobId} ${fileName}`));
    ports.runner.wake();
  }

  async function watch(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        await look();
        failures = 0;
      } catch (error) {
        if (failures === 0) ports.logger.error({ err: error }, 'the watched folder cannot be read; it is looked at again');
        failures += 1;
      }
      await pause(LOOK_EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  return {
    async start() {
      for (const sub of [TAKEN, DONE, ...KINDS.map(([folder]) => folder)]) await mkdir(join(path, sub), { recursive: true });
      loop = watch();
    },
    async stop() {
      stopping.abort();
      await loop;
    },
  };
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && !/^\.|\.(part|tmp)$/i.test(entry.name)).map(({ name }) => name);
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
