import type { Bus, Lane } from '@munshi/bus/bus';
import { LaneLostError } from './errors.ts';
import type { Lanes } from './lanes.ts';
import type { Outbox } from './outbox.ts';
import { createOwnedLane, type OwnedLane } from './owned-lane.ts';
import type { Patience } from './patience.ts';

/** After this long a lane that the bus still gives us was not taken by its new owner, but by one that is gone. */
const TAKE_BACK_MS = 10_000;

/** The lanes that this process owns. */
export interface LaneRegistry {
  /** Takes the lane; what an earlier owner left behind is published before anything new. */
  take(lane: Lane): Promise<OwnedLane>;
  /** Runs a batch of the lane. A lane lost long ago and still given to us is taken back. */
  run(lane: Lane, work: (owned: OwnedLane) => Promise<void>): Promise<void>;
  release(lane: string): void;
  /** Publishes what is new in the outbox of those lanes that are owned here. */
  wake(lanes: Iterable<string>): void;
  readonly size: number;
  /** Releases all; resolves when nothing is under way. */
  close(): Promise<void>;
}

export interface LaneRegistryOptions {
  readonly bus: Bus;
  readonly lanes: Lanes;
  readonly outbox: Outbox;
  readonly patience: Patience;
}

export function createLaneRegistry({ bus, lanes, outbox, patience }: LaneRegistryOptions): LaneRegistry {
  const owned = new Map<string, OwnedLane>();
  const lostAt = new Map<string, number>();
  const ending = new Set<Promise<void>>();

  async function take(lane: Lane): Promise<OwnedLane> {
    release(lane.id);
    const epoch = await lanes.take(lane.id);
    const taken = createOwnedLane({ lane, epoch, bus, outbox, patience });
    owned.set(lane.id, taken);
    lostAt.delete(lane.id);
    // First in the lane's line: what a batch commits is published after it.
    taken.wake();
    return taken;
  }

  function release(id: string): void {
    const lane = owned.get(id);
    if (lane === undefined) return;
    owned.delete(id);
    const ended = lane.release().finally(() => ending.delete(ended));
    ending.add(ended);
  }

  function isLongLost(id: string): boolean {
    const lost = lostAt.get(id);
    return lost !== undefined && performance.now() - lost > TAKE_BACK_MS;
  }

  return {
    take,
    async run(lane, work) {
      const known = isLongLost(lane.id) ? undefined : owned.get(lane.id);
      try {
        await work(known ?? (await take(lane)));
        lostAt.delete(lane.id);
      } catch (error) {
        if (error instanceof LaneLostError && !lostAt.has(lane.id)) lostAt.set(lane.id, performance.now());
        throw error;
      }
    },
    release,
    wake(ids) {
      for (const id of ids) owned.get(id)?.wake();
    },
    get size() {
      return owned.size;
    },
    async close() {
      for (const id of [...owned.keys()]) release(id);
      await Promise.all(ending);
    },
  };
}
