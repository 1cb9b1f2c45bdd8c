import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Clock } from '@munshi/service-kit/clock';
import type { Logger } from '@munshi/service-kit/logger';
import type { VectorSet } from '@munshi/vector-store/vector-set';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import { CUTTING, type KnownSet, type SetStep, type Space } from '../domain/sets/set-plan.ts';
import { indexedRepository } from '../store/indexed-repository.ts';
import { setMigrations } from '../store/migrations/set-migrations.ts';
import { editionOf, groupOf, schemaOf } from '../store/set-names.ts';
import { setRepository } from '../store/set-repository.ts';

/** Of texts before their cutting had a version. */
const FIRST_CUTTING = 1;

export interface SetStepsOptions {
  readonly bus: Bus;
  readonly database: Database;
  readonly vectorStore: VectorStore;
  readonly topics: readonly TopicDefinition[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The single steps between sets. Each may be repeated, and done by several processes at once. */
export interface SetSteps {
  create(state: 'building' | 'current', space: Space): Promise<void>;
  /** False where there was nothing to do yet. */
  take(step: Exclude<SetStep, { kind: 'create' }>): Promise<boolean>;
  /** Makes the vector store's readers follow the set that is current. */
  pointTo(set: KnownSet): Promise<void>;
}

export function createSetSteps({ bus, database, vectorStore, topics, clock, logger }: SetStepsOptions): SetSteps {
  /** A data folder of before there were sets: what it holds is read on, and a set of today's cutting is built beside it. */
  async function isFromBefore(): Promise<boolean> {
    const schema = schemaOf({ number: 1 });
    await migrate(database, schema, setMigrations(schema));
    return indexedRepository(schema).isUsed(database.sql);
  }

  async function switchIfComplete(set: KnownSet): Promise<boolean> {
    const { messages } = await bus.lag(groupOf(set), topics);
    if (messages > 0) return false;
    // A large set gets its index before anybody waits for it.
    await vectorStore.inSet(targetOf(set)).ensureReady();
    await database.transaction((tx) => setRepository.switchTo(tx, set, clock.now()));
    logger.info({ set: set.number, model: set.model, dimension: set.dimension }, 'another set of vectors is read from now on');
    return true;
  }

  async function drop(set: KnownSet): Promise<void> {
    await vectorStore.dropSet(targetOf(set));
    await setRepository.dropTables(database.sql, schemaOf(set));
    await setRepository.move(database.sql, set, { to: 'dropped', now: clock.now() });
    logger.info({ set: set.number }, 'an old set of vectors is gone');
  }

  return {
    async create(state, space) {
      const isOld = state === 'current' && (await isFromBefore());
      const cutting = isOld ? FIRST_CUTTING : CUTTING;
      await setRepository.create(database.sql, { ...space, cutting, state, isFrozen: isOld, now: clock.now() });
      logger.info({ ...space, state }, 'a set of vectors is begun');
    },
    async take(step) {
      const { set } = step;
      switch (step.kind) {
        case 'switch':
          return switchIfComplete(set);
        case 'freeze':
          await setRepository.freeze(database.sql, set);
          return true;
        case 'close':
          await setRepository.move(database.sql, set, { to: 'closing', now: clock.now() });
          return true;
        case 'drop':
          await drop(set);
          return true;
      }
    },
    async pointTo(set) {
      const target = targetOf(set);
      if (!set.isFrozen) await vectorStore.inSet(target).ensureReady();
      await vectorStore.switchTo(target);
    },
  };
}

export function targetOf(set: KnownSet): VectorSet {
  return { model: set.model, dimension: set.dimension, edition: editionOf(set) };
}
