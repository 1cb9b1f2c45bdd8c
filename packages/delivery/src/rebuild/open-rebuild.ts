import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bus } from '@munshi/bus/bus';
import type { Database } from '@munshi/database/database';
import type { ServiceName } from '@munshi/events/topic';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import { loggable } from '../failure.ts';
import { createPatience } from '../patience.ts';
import { within } from '../within.ts';
import type { ReadModel, Rebuilder, RebuildJob, Schemas } from './rebuild.ts';
import { RebuildEndedError } from './rebuild-errors.ts';
import { createRebuildJobs, type Progress, type RunningRebuild, shadowPrefix } from './rebuild-jobs.ts';
import { runRebuild } from './run-rebuild.ts';

const SIGN_MS = 1_000;
const SWEEP_MS = 30_000;
const STOP_LIMIT_MS = 5_000;

export interface RebuilderOptions {
  readonly service: ServiceName;
  readonly schema: string;
  readonly bus: Bus;
  /** Of the consumers. */
  readonly database: Database;
  readModel(schemas: Schemas): ReadModel;
  readonly logger: Logger;
}

export function createRebuilder(options: RebuilderOptions): Rebuilder {
  const { service, schema, bus, database } = options;
  const logger = options.logger.child({ component: 'rebuild' });
  const jobs = createRebuildJobs(database, { service, schema });
  const patience = createPatience(logger, () => undefined);
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  let sweeping: NodeJS.Timeout | undefined;
  let isOpen = false;

  async function sweep(all: boolean): Promise<void> {
    const dropped = await jobs.sweep({ all });
    if (dropped.length > 0) logger.warn({ dropped }, 'dropped what a rebuild that died left behind');
  }

  /** Whether the rebuild that runs gives signs of life: one whose process has just died is not waited for. */
  async function isAlive(): Promise<boolean> {
    const before = await jobs.lastSign();
    await pause(2 * SIGN_MS, undefined, { signal: stopping.signal });
    const now = await jobs.lastSign();
    return now !== null && now !== before;
  }

  async function run(job: RunningRebuild): Promise<void> {
    const ended = new AbortController();
    const signal = AbortSignal.any([stopping.signal, ended.signal]);
    const schemas = { live: schema, shadow: job.shadow };
    let progress: Progress = { phase: 'reading', done: 0, total: 0 };
    const sign = setInterval(() => {
      jobs.progress(job, progress).then(
        (alive) => {
          if (!alive) ended.abort(new RebuildEndedError('this rebuild was taken for dead'));
        },
        () => undefined,
      );
    }, SIGN_MS);
    const onProgress = (now: Progress): void => {
      progress = { ...now };
    };
    let error: unknown = null;
    try {
      const model = options.readModel(schemas);
      await runRebuild({ bus, database, schemas, model, jobs, job, patience, logger, signal, onProgress });
      progress = { ...progress, phase: 'saying' };
      await model.afterwards?.(signal);
      logger.info({ events: progress.done }, 'the read model was made anew');
    } catch (thrown) {
      error = signal.aborted ? (ended.signal.reason ?? new RebuildEndedError('the service stopped')) : thrown;
      logger.error({ ...loggable(error), phase: progress.phase }, 'the rebuild failed');
    } finally {
      clearInterval(sign);
      await jobs.progress(job, progress).catch(() => undefined);
      // Where this fails, the next sweep takes it for dead.
      await jobs
        .end(job, error === null ? null : reasonOf(error))
        .catch((left) => logger.warn(loggable(left), 'a shadow is dropped later'));
    }
  }

  return {
    async open() {
      // The embedded database serves one process: what runs there is dead.
      await sweep(database.kind === 'embedded');
      isOpen = true;
      sweeping = setInterval(() => void sweep(false).catch(() => undefined), SWEEP_MS);
      sweeping.unref();
    },
    async start() {
      if (!isOpen || stopping.signal.aborted)
        throw new AppError('The service is starting or stopping', { code: 'REBUILD_NOT_NOW', failure: 'unavailable' });
      const jobId = randomUUID();
      const job = { jobId, shadow: `${shadowPrefix(schema)}${jobId.slice(0, 8)}` };
      for (;;) {
        await sweep(false);
        if (running === undefined && (await jobs.begin(job))) {
          running = run(job).finally(() => {
            running = undefined;
          });
        } else if (running === undefined && !(await isAlive())) continue;
        return newest(await jobs.list());
      }
    },
    jobs: () => jobs.list(),
    async stop() {
      clearInterval(sweeping);
      stopping.abort();
      if (running !== undefined) await within(STOP_LIMIT_MS, running);
    },
  };
}

function newest([first]: readonly RebuildJob[]): RebuildJob {
  if (first === undefined)
    throw new AppError('The rebuild is not in the table of rebuilds', { code: 'REBUILD_UNKNOWN', failure: 'failed' });
  return first;
}

/** Of our own errors their words; a bug's message may quote a customer's data. */
function reasonOf(error: unknown): string {
  return error instanceof AppError ? error.message : `${loggable(error).code}; the log of the service tells more`;
}
