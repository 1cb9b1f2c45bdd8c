import type { Bus, Lane } from '@munshi/bus/bus';
import type { Outbox, OutboxRows, Stored } from './outbox.ts';
import { type Patience, withGrace } from './patience.ts';

const PUBLISH_GRACE_MS = 3_000;

/** A lane that this process owns: its epoch, and the one way its outbox is published. */
export interface OwnedLane {
  readonly id: string;
  readonly epoch: string;
  /** Runs alone: commits and publishing of a lane do not overlap, so that what is read back can be spared. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Publishes rows just committed, or all there are where older ones may wait. Only within `alone`. */
  publish(stored: Stored | null, signal: AbortSignal): Promise<void>;
  /** Older rows than those of the next commit may be in the outbox. */
  mark(): void;
  /** Somebody wrote to the lane's outbox: publishes it as soon as the lane is free. */
  wake(): void;
  /** Publishes nothing more; resolves when what was under way has ended. */
  release(): Promise<void>;
}

export interface OwnedLaneOptions {
  readonly lane: Lane;
  readonly epoch: string;
  readonly bus: Bus;
  readonly outbox: Outbox;
  readonly patience: Patience;
}

export function createOwnedLane({ lane, epoch, bus, outbox, patience }: OwnedLaneOptions): OwnedLane {
  const { id } = lane;
  const abort = new AbortController();
  let tail: Promise<unknown> = Promise.resolve();
  /** True where the table may hold rows that memory does not. */
  let marked = false;
  let waking = false;

  function alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = tail.then(work);
    tail = result.catch(() => undefined);
    return result;
  }

  async function send({ records, last }: OutboxRows, signal: AbortSignal): Promise<void> {
    const waiter = { lane: id, signal };
    await withGrace(bus.publish(records), waiter, PUBLISH_GRACE_MS);
    await outbox.remove(id, last);
  }

  async function drain(signal: AbortSignal): Promise<void> {
    for (;;) {
      const rows = await outbox.read(id);
      if (rows.records.length === 0) return;
      await send(rows, signal);
    }
  }

  /** Nothing that was emitted is ever given up: whatever a publish fails with, it is tried again. */
  async function publish(stored: Stored | null, signal: AbortSignal): Promise<void> {
    if (stored?.others === true) marked = true;
    let own = marked ? null : stored;
    if (own === null && !marked) return;
    await patience.until(
      { lane: id, signal },
      async () => {
        const rows = own;
        own = null;
        marked = true;
        if (rows === null) await drain(signal);
        else if (rows.records.length > 0) await send(rows, signal);
        marked = false;
      },
      true,
    );
  }

  return {
    id,
    epoch,
    alone,
    publish,
    mark() {
      marked = true;
    },
    wake() {
      marked = true;
      if (waking || abort.signal.aborted) return;
      waking = true;
      void alone(async () => {
        waking = false;
        marked = true;
        await publish(null, abort.signal);
      }).catch(() => undefined);
    },
    async release() {
      abort.abort();
      await tail;
    },
  };
}
