import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@munshi/service-kit/logger';
import type { OffsetCommit, PostgresLog } from './postgres-log.ts';

const PAUSE_MS = 50;

/** Offsets of all groups, gathered into one statement at a time. What a crash loses is handled again. */
export interface PostgresCommits {
  add(commit: OffsetCommit): void;
  /** Resolves when everything added so far is stored. */
  flush(): Promise<void>;
}

export function createPostgresCommits(log: PostgresLog, logger: Logger): PostgresCommits {
  let waiting = new Map<string, OffsetCommit>();
  let writing: Promise<void> = Promise.resolve();
  let scheduled = false;

  async function write(): Promise<void> {
    const batch = waiting;
    if (batch.size === 0) return;
    waiting = new Map();
    try {
      await log.commit([...batch.values()]);
    } catch (error) {
      // A newer commit of the same log stays.
      waiting = new Map([...batch, ...waiting]);
      throw error;
    }
  }

  function flush(): Promise<void> {
    const written = writing.then(write);
    writing = written.catch(() => undefined);
    return written;
  }

  async function flushSoon(): Promise<void> {
    await pause(PAUSE_MS);
    scheduled = false;
    await flush().catch((error) => {
      logger.warn({ err: error }, 'could not store offsets; trying again with the next ones');
    });
  }

  return {
    add(commit) {
      waiting.set(`${commit.group}\n${commit.topic}\n${commit.partition}`, commit);
      if (scheduled) return;
      scheduled = true;
      void flushSoon();
    },
    flush,
  };
}
