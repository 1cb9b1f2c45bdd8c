import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import { loggable } from './failure.ts';
import type { Inbox } from './inbox.ts';
import type { LaneRegistry } from './lane-registry.ts';
import type { Outbox } from './outbox.ts';
import { within } from './within.ts';

const LOOK_MS = 1_000;
const PRUNE_EVERY_LOOKS = 3_600;
const STOP_LIMIT_MS = 2_000;

/** Looks once a second whether a process that owns no lane wrote something for ours, and once an hour forgets old ids. */
export interface Upkeep {
  start(): void;
  /** Resolves when no query of it is under way, or soon. */
  stop(): Promise<void>;
}

export interface UpkeepOptions {
  readonly registry: LaneRegistry;
  readonly outbox: Outbox;
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createUpkeep({ registry, outbox, inbox, clock, logger }: UpkeepOptions): Upkeep {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  let looks = 0;

  function schedule(): void {
    if (stopped) return;
    timer = setTimeout(() => {
      running = look().finally(schedule);
    }, LOOK_MS);
    timer.unref();
  }

  async function look(): Promise<void> {
    if (registry.size === 0) return;
    try {
      registry.wake(await outbox.waiting());
      if (looks % PRUNE_EVERY_LOOKS === 0) await prune();
      looks += 1;
    } catch (error) {
      logger.debug(loggable(error), 'could not look after the outbox; trying again');
    }
  }

  async function prune(): Promise<void> {
    while (!stopped && (await inbox.prune(clock.now())));
  }

  return {
    start: schedule,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await within(STOP_LIMIT_MS, running);
    },
  };
}
