import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';

/** Where a service dies by its own hand, as `kill -9` would have it. */
export const CRASH_POINTS = ['before-effect', 'after-effect', 'after-publish', 'before-commit'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export interface CrashPlan {
  readonly point: CrashPoint;
  /** Dies the n-th time that it comes there with something to lose. */
  readonly at: number;
}

/** Counts how often the point is reached; what it returns is called at each point. */
export function createCrash(plan: CrashPlan | null): (point: CrashPoint) => void {
  let left = plan?.at ?? 0;
  return (point) => {
    if (plan?.point !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
}

/** A bus whose process dies with records to be published, with them published, or with a batch handled and not committed. */
export function crashingBus(bus: Bus, crash: (point: CrashPoint) => void): Bus {
  return {
    ...bus,
    async publish(records) {
      if (records.length > 0) crash('after-effect');
      await bus.publish(records);
      if (records.length > 0) crash('after-publish');
    },
    subscribe: (subscription) =>
      bus.subscribe({
        ...subscription,
        async onBatch(batch) {
          await subscription.onBatch(batch);
          crash('before-commit');
        },
      }),
  };
}

/** A database whose process dies before a transaction begins. */
export function crashingDatabase(database: Database, crash: (point: CrashPoint) => void): Database {
  return {
    ...database,
    sql: database.sql,
    async transaction(work) {
      crash('before-effect');
      return database.transaction(work);
    },
  };
}
