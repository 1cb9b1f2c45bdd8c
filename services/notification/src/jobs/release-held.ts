import type { Database } from '@munshi/database/database';
import type { Delivery } from '@munshi/delivery/delivery';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { Teller } from '../handlers/tell.ts';
import { heldRepository } from '../store/held-repository.ts';

const EVERY_MS = 5_000;
const MOST_AT_ONCE = 200;

export interface Job {
  start(): void;
  /** Idempotent; finishes the round in flight. */
  stop(): Promise<void>;
}

export interface ReleaseHeldOptions {
  readonly database: Database;
  readonly delivery: Delivery;
  readonly teller: Teller;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly everyMs?: number;
}

/** Decides anew on what was held, when its quiet hours are over. */
export function createReleaseHeld({ database, delivery, teller, clock, logger, everyMs = EVERY_MS }: ReleaseHeldOptions): Job {
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> = Promise.resolve();

  async function release(): Promise<void> {
    const now = clock.now();
    const customers = await heldRepository.customersDue(database.sql, now, MOST_AT_ONCE);
    if (customers.length === 0) return;
    await delivery.transaction({ customer: customers }, async (unit) => {
      const due = await heldRepository.takeDue(unit.tx, { customers, now, limit: MOST_AT_ONCE });
      if (due.length > 0) await teller.tell(due, unit);
    });
  }

  return {
    start() {
      timer = setInterval(() => {
        round = round.then(release).catch((error) => logger.warn({ err: error }, 'could not release what was held; trying again'));
      }, everyMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await round;
    },
  };
}
