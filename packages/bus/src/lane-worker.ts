import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import type { Lane, ReceivedRecord, SharedSubscription } from './bus.ts';
import { createWake } from './wake.ts';

const DEFAULT_BATCH_SIZE = 500;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/** One lane of one group: hands its records to the handler, one batch at a time across topics. */
export interface LaneWorker {
  readonly lane: Lane;
  /** Appends records in offset order. */
  accept(topic: string, records: readonly ReceivedRecord[]): void;
  /** Records of the topic not yet handled. */
  buffered(topic: string): number;
  /** When the oldest of them was published; null where none waits. */
  waitingSince(): number | null;
  /** The lane belongs to another member now: what is in flight is not committed. Resolves when its handler has ended. */
  revoke(): Promise<void>;
  /** Finishes and commits the batch in flight, then is silent. */
  stop(): Promise<void>;
}

export interface LaneWorkerOptions {
  readonly lane: Lane;
  readonly subscription: SharedSubscription;
  /** Called with the offset after the last handled one; rejects when it may work later. */
  commit(topic: string, next: bigint): Promise<void>;
  /** Everything before `next` was handled, whoever has the lane by now, and room was made for more. */
  onHandled(topic: string, next: bigint): void;
  /** Waits until a batch may start; the result is called when it has ended. */
  admit?(): Promise<() => void>;
  /** The worker starts when this resolves: an earlier owner of the lane in this process has ended. */
  readonly after?: Promise<void>;
  readonly logger: Logger;
}

export function batchSizeOf(subscription: SharedSubscription): number {
  return subscription.batchSize ?? DEFAULT_BATCH_SIZE;
}

export function createLaneWorker(options: LaneWorkerOptions): LaneWorker {
  const { lane, subscription } = options;
  const size = batchSizeOf(subscription);
  const logger = options.logger.child({ group: subscription.group, lane: lane.id });
  const queues = new Map<string, ReceivedRecord[]>();
  const abort = new AbortController();
  const { signal } = abort;
  const wake = createWake();
  let revoked = false;
  const ended = run();

  return {
    lane,
    accept(topic, records) {
      if (signal.aborted || records.length === 0) return;
      const queue = queues.get(topic);
      if (queue === undefined) queues.set(topic, [...records]);
      else for (const record of records) queue.push(record);
      wake.call();
    },
    buffered: (topic) => queues.get(topic)?.length ?? 0,
    waitingSince: () => oldestOf([...queues.values()].flatMap(([head]) => (head === undefined ? [] : [head.timestamp]))),
    revoke() {
      revoked = true;
      end();
      return ended;
    },
    stop() {
      end();
      return ended;
    },
  };

  function end(): void {
    abort.abort();
    wake.call();
  }

  async function run(): Promise<void> {
    await options.after;
    await untilItWorks('could not take the lane', async () => subscription.onLaneAssigned?.(lane));
    while (!signal.aborted) {
      const topic = oldestTopic(queues);
      if (topic === undefined) await wake.wait();
      else await handleNext(topic);
    }
    queues.clear();
    notifyRevoked();
  }

  async function handleNext(topic: string): Promise<void> {
    const release = await options.admit?.();
    try {
      const queue = queues.get(topic);
      if (signal.aborted || queue === undefined) return;
      const records = queue.slice(0, size);
      const handled = await untilItWorks('the handler failed; its records come again', () =>
        subscription.onBatch({ lane, topic, records, signal, heartbeat: () => turn() }),
      );
      if (!handled) return;
      queue.splice(0, records.length);
      const next = (records.at(-1)?.offset ?? 0n) + 1n;
      options.onHandled(topic, next);
      await commit(topic, next);
      // A lane with much to do must not keep sockets and timers waiting.
      await turn();
    } finally {
      release?.();
    }
  }

  async function commit(topic: string, next: bigint): Promise<void> {
    if (await untilItWorks('could not commit', () => options.commit(topic, next))) return;
    // Stopping: one try is enough, since what it does not save is only handled again. A lane taken away is not ours to commit.
    if (!revoked) await options.commit(topic, next).catch((error) => logger.warn({ err: error, topic }, 'could not commit'));
  }

  /** False when the lane ended before the work succeeded. */
  async function untilItWorks(complaint: string, work: () => Promise<void> | undefined): Promise<boolean> {
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await work();
        return true;
      } catch (error) {
        complain(error, complaint, failures + 1);
        const longest = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
        await pause(longest, undefined, { signal }).catch(() => undefined);
      }
    }
    return false;
  }

  /** Loud once; what is only away is said in a line, and hardly at all of a lane that ends: that is how it gives up. */
  function complain(error: unknown, complaint: string, failures: number): void {
    const away = error instanceof AppError && error.retryable;
    const entry = away ? { code: error.code, reason: error.message, failures } : { err: error, failures };
    if (away && signal.aborted) logger.debug(entry, complaint);
    else if (failures === 1 && !away) logger.error(entry, complaint);
    else logger.warn(entry, complaint);
  }

  function notifyRevoked(): void {
    try {
      subscription.onLaneRevoked?.(lane);
    } catch (error) {
      logger.error({ err: error }, 'onLaneRevoked failed');
    }
  }
}

/** When the oldest record that waits in some lanes was published; null where none waits. */
export function oldestWaiting(workers: Iterable<LaneWorker>): number | null {
  return oldestOf([...workers].flatMap((worker) => worker.waitingSince() ?? []));
}

function oldestOf(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times);
}

/** The topic whose next record was published first: causes come before what was derived from them. */
function oldestTopic(queues: ReadonlyMap<string, readonly ReceivedRecord[]>): string | undefined {
  let oldest: string | undefined;
  let published = Number.POSITIVE_INFINITY;
  for (const [topic, [head]] of queues) {
    if (head === undefined || head.timestamp >= published) continue;
    oldest = topic;
    published = head.timestamp;
  }
  return oldest;
}
