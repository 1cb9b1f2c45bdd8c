import type { Database } from '@munshi/database/database';
import { isWritten, type KnownSet } from '../domain/sets/set-plan.ts';
import type { SetConsumer } from '../handlers/set-consumer.ts';
import { setRepository } from '../store/set-repository.ts';

export interface SetConsumersOptions {
  readonly database: Database;
  /** Of the embeddings of this process: sets of another one take removals alone. */
  readonly model: string;
  readonly consumerOf: (set: KnownSet) => SetConsumer;
}

/** The consumers of this process, one for each set that is written. */
export interface SetConsumers {
  /** Starts and stops what has to be; what one cannot start holds up none of the others. @throws what the first one failed with */
  follow(sets: readonly KnownSet[]): Promise<void>;
  of(number: number): SetConsumer | undefined;
  all(): readonly SetConsumer[];
  stop(): Promise<void>;
}

export function createSetConsumers({ database, model, consumerOf }: SetConsumersOptions): SetConsumers {
  const running = new Map<number, SetConsumer>();

  async function stopOne(number: number, consumer: SetConsumer): Promise<void> {
    await consumer.delivery.stop();
    running.delete(number);
  }

  async function startOne(set: KnownSet): Promise<void> {
    // A set of another model is frozen before anything is applied to it: it misses changes from here on.
    const isFrozen = set.isFrozen || set.model !== model;
    if (isFrozen && !set.isFrozen) await setRepository.freeze(database.sql, set);
    const consumer = consumerOf({ ...set, isFrozen });
    await consumer.start();
    running.set(set.number, consumer);
  }

  return {
    async follow(sets) {
      for (const [number, consumer] of running) {
        const set = sets.find((each) => each.number === number);
        if (set === undefined || !isWritten(set) || set.isFrozen !== consumer.isFrozen) await stopOne(number, consumer);
      }
      const missing = sets.filter((set) => isWritten(set) && !running.has(set.number));
      const started = await Promise.allSettled(missing.map(startOne));
      const failed = started.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    },
    of: (number) => running.get(number),
    all: () => [...running.values()],
    async stop() {
      await Promise.all([...running].map(([number, consumer]) => stopOne(number, consumer)));
    },
  };
}
