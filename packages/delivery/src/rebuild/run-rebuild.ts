import { setTimeout as sleep } from 'node:timers/promises';
import type { Bus, ReadPlaces } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import { migrate } from '@munshi/database/migrations';
import { redirectSchema } from '@munshi/database/redirect-schema';
import { bankCustomers } from '@munshi/events/customer';
import type { TopicDefinition } from '@munshi/events/topic';
import type { Logger } from '@munshi/service-kit/logger';
import { sql } from 'kysely';
import { createErasure } from '../erasure.ts';
import { loggable } from '../failure.ts';
import type { Patience } from '../patience.ts';
import type { ReadModel, RebuildPhase, Schemas } from './rebuild.ts';
import { RebuildEndedError, RebuildFailedError } from './rebuild-errors.ts';
import type { Progress, RebuildJobs, RunningRebuild } from './rebuild-jobs.ts';
import { createReplay } from './replay.ts';
import { createSpool } from './spool.ts';
import { createSwap, type Stand, type Swap } from './swap.ts';

/** So little is left that the lanes may stand still for it. */
const NEARLY_THERE = 1_000;
const MOST_ROUNDS = 20;
const MOST_SWAPS = 10;
const SWAP_PAUSE_MS = 500;
const RENEW_MS = 10_000;
const ALL_SAID_LIMIT_MS = 10_000;

export interface RunOptions {
  readonly bus: Bus;
  readonly database: Database;
  readonly schemas: Schemas;
  readonly model: ReadModel;
  readonly jobs: RebuildJobs;
  readonly job: RunningRebuild;
  readonly patience: Patience;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/** Makes the shadow, catches up, and swaps. Resolves when the swap is done. @throws RebuildFailedError, RebuildEndedError */
export async function runRebuild(options: RunOptions): Promise<void> {
  const { bus, database, schemas, model, signal } = options;
  const restored = (model.restored ?? []).map(({ topic }) => topic as TopicDefinition);
  const topics = topicsOf(model);
  const patiently = <Result>(work: () => Promise<Result>) => options.patience.until({ lane: 'rebuild', signal }, work);
  const spool = createSpool({ bus, database, schemas, topics, restored });
  const progress = { phase: 'reading' as RebuildPhase, done: 0, total: 0 };
  const tell = (change: Partial<Progress>): void => options.onProgress(Object.assign(progress, change));
  const replay = createReplay({
    database,
    schemas,
    model,
    spool,
    signal,
    patiently,
    topics: new Map([...topics, ...restored].map((topic) => [topic.name, topic])),
    erasure: createErasure(schemas.live, bus),
    onApplied: (count) => tell({ done: progress.done + count }),
  });

  await createShadow(options);
  await spool.create();
  await replay.create();
  await patiently(() => spool.readErased());
  let places: ReadPlaces = new Map();

  /** Reads what came since, and applies what of it was applied live. Gives how much came. */
  async function follow(): Promise<number> {
    signal.throwIfAborted();
    const filled = await patiently(() => spool.fill(places));
    places = filled.places;
    tell({ total: await patiently(() => spool.order()) });
    await replay.run();
    return filled.read;
  }

  tell({ phase: 'reading' });
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    if ((await follow()) < NEARLY_THERE) break;
    tell({ phase: 'applying' });
  }
  tell({ phase: 'swapping' });
  await changePlaces(createSwap(options), follow, options);
}

function topicsOf(model: ReadModel): readonly TopicDefinition[] {
  const handled = model.handlers.map(({ topic }): [string, TopicDefinition] => [topic.name, topic as TopicDefinition]);
  return [...new Map([[bankCustomers.name, bankCustomers as TopicDefinition], ...handled]).values()];
}

async function createShadow({ database, schemas, model }: RunOptions): Promise<void> {
  await sql`create schema ${sql.id(schemas.shadow)}`.execute(database.sql);
  await migrate(redirectSchema(database, schemas.live, schemas.shadow), schemas.live, model.migrations);
  await database.transaction(async (tx) => model.prepare?.(tx, schemas));
}

/** Under a pause what was applied live cannot move on, so that after one more round both are equal. */
async function changePlaces(swap: Swap, follow: () => Promise<number>, { signal, logger }: RunOptions): Promise<void> {
  const renewing = setInterval(() => void swap.renew().catch(() => undefined), RENEW_MS);
  try {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        const stand = await stillStand(swap, signal);
        await follow();
        if (await swap.takePlace(stand)) return;
        logger.info({ attempt }, 'the read model moved on before the swap; trying again');
      } catch (error) {
        if (signal.aborted || error instanceof RebuildFailedError || error instanceof RebuildEndedError || attempt >= MOST_SWAPS)
          throw error;
        logger.warn({ ...loggable(error), attempt }, 'the read models could not change places; trying again');
      }
      if (attempt >= MOST_SWAPS) throw new RebuildFailedError('the live one never stood still', null);
      await swap.resume();
      await sleep(SWAP_PAUSE_MS, undefined, { signal });
    }
  } finally {
    clearInterval(renewing);
    await swap.resume().catch((error) => logger.debug(loggable(error), 'the pause of the lanes ends by itself'));
  }
}

async function stillStand(swap: Swap, signal: AbortSignal): Promise<Stand> {
  const end = Date.now() + ALL_SAID_LIMIT_MS;
  for (;;) {
    const stand = await swap.pause();
    if (stand !== null) return stand;
    if (Date.now() > end) throw new RebuildFailedError('what the service has said is not published', null);
    await sleep(SWAP_PAUSE_MS / 5, undefined, { signal });
  }
}
