import type { Logger } from '@munshi/service-kit/logger';

const GATHER_MS = 100;
const RETRY_MS = 1_000;

/** Places behind what was handled, gathered into one commit at a time: nobody waits for its answer. What a crash loses is handed out again. */
export interface OffsetCommits<Commit> {
  /** Resolves at once; while commits fail or have to be quick, when this one is stored. Rejects when it is not yet: add it again. */
  add(commit: Commit): Promise<void>;
  /** Resolves when everything added so far is stored. */
  flush(): Promise<void>;
  /** Stores at once what was added, and from now on each that is added: the places are about to be given up. */
  drain(): Promise<void>;
  /** The places belong to others: what is not stored yet never is. */
  forget(): void;
}

export interface OffsetCommitsOptions<Commit> {
  /** Of commits with one name the last counts. */
  nameOf(commit: Commit): string;
  store(commits: readonly Commit[]): Promise<void>;
  readonly logger: Logger;
}

export function createOffsetCommits<Commit>({ nameOf, store, logger }: OffsetCommitsOptions<Commit>): OffsetCommits<Commit> {
  let waiting = new Map<string, Commit>();
  let storing: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let failing = false;
  let state: 'open' | 'draining' | 'forgotten' = 'open';

  async function storeWaiting(): Promise<void> {
    const batch = waiting;
    if (batch.size === 0) return;
    waiting = new Map();
    try {
      await store([...batch.values()]);
      failing = false;
    } catch (error) {
      if (state === 'forgotten') return;
      failing = true;
      // A newer commit of the same place stays. While draining a newer one may be stored already.
      if (state === 'open') waiting = new Map([...batch, ...waiting]);
      throw error;
    }
  }

  /** One after the other, so that none that failed is stored again over a newer one; all who wait for the next wait for one. */
  function flush(): Promise<void> {
    next ??= storing.then(() => {
      next = undefined;
      return storeWaiting();
    });
    storing = next.catch(() => undefined);
    return next;
  }

  function flushSoon(): void {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        flush().catch((error) => {
          if (state !== 'open') return;
          logger.warn({ err: error }, 'could not commit offsets; trying again');
          flushSoon();
        });
      },
      failing ? RETRY_MS : GATHER_MS,
    );
  }

  return {
    async add(commit) {
      if (state === 'forgotten') return;
      waiting.set(nameOf(commit), commit);
      if (state === 'draining') await storeWaiting();
      else if (failing) await flush();
      else flushSoon();
    },
    flush,
    async drain() {
      if (state === 'open') state = 'draining';
      clearTimeout(timer);
      // Not behind the one under way: its answer may come too late.
      await Promise.all([storing, storeWaiting()]);
    },
    forget() {
      state = 'forgotten';
      waiting = new Map();
      clearTimeout(timer);
    },
  };
}
