import type { Bus, OutgoingRecord, SharedSubscription } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { DatabaseUnavailableError } from '@munshi/database/errors';

/** What may be made to go wrong. */
export interface Faults {
  /** Instead of storing: fails, or never answers. Asked with every call. */
  publish?: ((records: readonly OutgoingRecord[]) => 'throw' | 'hang' | undefined) | undefined;
  /** After the handler has resolved and before the offset is committed: fails. */
  commit?: (() => boolean) | undefined;
  /** The database is away; `after`: it went away with the answer to a commit that it has done. */
  database?: (() => boolean | 'after') | undefined;
}

export function faultyBus(bus: Bus, faults: () => Faults): Bus {
  return {
    ...bus,
    async publish(records) {
      const fault = faults().publish?.(records);
      if (fault === 'throw') throw new Error('a publish that fails');
      if (fault === 'hang') return new Promise<void>(() => undefined);
      return bus.publish(records);
    },
    subscribe: (options) =>
      bus.subscribe({
        ...options,
        async onBatch(batch) {
          await options.onBatch(batch);
          if (faults().commit?.()) throw new Error('a crash before the offset was committed');
        },
      }),
  };
}

export function faultyDatabase(database: Database, faults: () => Faults): Database {
  return {
    ...database,
    sql: database.sql,
    async transaction(work) {
      const fault = faults().database?.();
      if (fault === true) throw new DatabaseUnavailableError('the database is away');
      const result = await database.transaction(work);
      if (fault === 'after') throw new DatabaseUnavailableError('the answer to the commit was lost');
      return result;
    },
  };
}

/** Subscribes to nothing: gives what would be called. */
export function captiveBus(bus: Bus): { bus: Bus; subscription: () => SharedSubscription } {
  let captured: SharedSubscription | undefined;
  return {
    bus: {
      ...bus,
      async subscribe(options) {
        captured = options;
        return { lanes: () => [], waitingSince: () => null, stop: async () => undefined };
      },
    },
    subscription() {
      if (captured === undefined) throw new Error('nothing was subscribed to');
      return captured;
    },
  };
}
