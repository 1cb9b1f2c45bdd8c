import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import type { Clock } from '@munshi/service-kit/clock';
import { failureOf } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import { type KnownSet, type Space, stepsOf } from '../domain/sets/set-plan.ts';
import { REGISTRY_SCHEMA, registryMigrations } from '../store/migrations/registry-migrations.ts';
import { setRepository } from '../store/set-repository.ts';
import type { SetConsumers } from './set-consumers.ts';
import type { SetSteps } from './set-steps.ts';

const LOOK_MS = 1_000;
/** While nothing is built or retired: only another process could change anything. */
const IDLE_LOOK_MS = 5_000;
const STOP_LIMIT_MS = 2_000;
/** More than any change asks for; what is left waits for the next look. */
const MOST_ROUNDS = 5;

export interface SetKeeperOptions {
  readonly database: Database;
  readonly embeddings: Embeddings;
  readonly consumers: SetConsumers;
  readonly steps: SetSteps;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Keeps the sets of vectors: consumes for each that is written, builds a new one beside where the settings, the cutting or somebody
 * asks for it, switches when the new one has applied all that the topics hold, and drops the old one a while later.
 */
export interface SetKeeper {
  /** Resolves before anything is consumed: a vendor that is down holds up the work, not the start. */
  start(): Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
  sets(): readonly KnownSet[];
  /** Why nothing goes on: the code of what failed last. */
  waitingFor(): string | null;
  /** Builds everything anew, beside what is read; resolves when that is under way. What is being built already goes on. */
  rebuild(): Promise<void>;
}

export function createSetKeeper({ database, embeddings, consumers, steps, clock, logger }: SetKeeperOptions): SetKeeper {
  let sets: readonly KnownSet[] = [];
  let waiting: string | null = null;
  let pointedTo: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isStopped = false;

  /** One look at a time; what fails is said once and tried again. */
  function look(): Promise<void> {
    const done = looking.then(async () => {
      try {
        for (let round = 0; round < MOST_ROUNDS && !isStopped && (await goOn()); round += 1);
        waiting = null;
      } catch (error) {
        const code = codeOf(error);
        if (code !== waiting)
          logger[failureOf(error) === 'unavailable' ? 'warn' : 'error']({ err: error }, 'sets of vectors wait; trying again');
        waiting = code;
      }
    });
    looking = done;
    return done;
  }

  /** True where another round may find more to do. */
  async function goOn(): Promise<boolean> {
    sets = await setRepository.load(database.sql);
    await consumers.follow(sets);
    await followCurrent();
    const own = await spaceOf(embeddings, sets);
    let isChanged = false;
    for (const step of stepsOf(sets, own, clock.now())) {
      if (step.kind !== 'create') isChanged = (await steps.take(step)) || isChanged;
      else if (own !== null) {
        await steps.create(step.state, own);
        isChanged = true;
      }
    }
    return isChanged;
  }

  async function followCurrent(): Promise<void> {
    const current = sets.find(({ state }) => state === 'current');
    if (current === undefined) return;
    if (pointedTo !== current.number) {
      await steps.pointTo(current);
      pointedTo = current.number;
    }
    await consumers.of(current.number)?.announce();
  }

  function schedule(): void {
    if (isStopped) return;
    const isIdle = sets.length === 1 && waiting === null;
    timer = setTimeout(() => void look().finally(schedule), isIdle ? IDLE_LOOK_MS : LOOK_MS);
    timer.unref();
  }

  return {
    async start() {
      await migrate(database, REGISTRY_SCHEMA, registryMigrations);
      void look().finally(schedule);
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await consumers.stop();
      // A call of a vendor may be under way; what it starts when it comes back is stopped again.
      await Promise.race([looking.then(() => consumers.stop()), pause(STOP_LIMIT_MS, undefined, { ref: false })]);
    },
    sets: () => sets,
    waitingFor: () => waiting,
    async rebuild() {
      const own = await spaceOf(embeddings, []);
      if (own !== null) await steps.create('building', own);
      await look();
    },
  };
}

// --- Internal ---

/** Null where a vendor has not told its dimension yet and nothing waits for it: asking could take long. @throws what the vendor fails with */
async function spaceOf(embeddings: Embeddings, sets: readonly KnownSet[]): Promise<Space | null> {
  const { model } = embeddings;
  const isKnown = (() => {
    try {
      return embeddings.dimension > 0;
    } catch {
      return false;
    }
  })();
  if (!isKnown && sets.some((set) => set.state === 'current' && set.model === model && !set.isFrozen)) return null;
  if (!isKnown) await embeddings.ensureReady();
  return { model, dimension: embeddings.dimension };
}

function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : 'SETS_FAILED';
}
