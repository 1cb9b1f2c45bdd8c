import { setTimeout as pause } from 'node:timers/promises';
import { AppError, failureOf } from '@munshi/service-kit/errors';
import type { Job } from '../store/job.ts';
import { jobRepository } from '../store/job-repository.ts';
import { FileUnreadableError } from './file-unreadable.ts';
import { type JobPorts, JobTakenError, runJob } from './run-job.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const STOP_LIMIT_MS = 5_000;

export interface JobRunnerState {
  /** Why the current job waits, if it does: the code of what is unavailable. */
  readonly waitingFor: string | null;
  readonly running: string | null;
}

/** Runs jobs one after the other, oldest first; an unfinished one goes on where it was. */
export interface JobRunner {
  /** Goes on with the jobs that an earlier process left. */
  start(): Promise<void>;
  /** There may be a new job. */
  wake(): void;
  state(): JobRunnerState;
  /** Idempotent. The batch in flight is finished, or comes again at the next start. */
  stop(): Promise<void>;
}

export function createJobRunner(ports: JobPorts): JobRunner {
  const { database, folder, logger, clock } = ports;
  const stopping = new AbortController();
  /** Jobs whose file lies in another process's folder. */
  const elsewhere = new Set<string>();
  let loop: Promise<void> | null = null;
  let woken = false;
  let running: string | null = null;
  let waitingFor: string | null = null;

  async function next(): Promise<Job | null> {
    const jobs = await jobRepository.unfinished(database.sql);
    return jobs.find(({ jobId }) => !elsewhere.has(jobId)) ?? null;
  }

  async function work(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      try {
        const job = await next();
        waitingFor = null;
        if (job) {
          await runOne(job);
          failures = 0;
        } else if (!woken) return;
        woken = false;
      } catch (error) {
        if (stopping.signal.aborted) return;
        waitingFor = error instanceof AppError ? error.code : 'INTERNAL';
        if (failures === 0) logger.error({ err: error, code: waitingFor }, 'a job waits; nothing is lost, it goes on when it can');
        await pause(Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS), undefined, { signal: stopping.signal }).catch(
          () => undefined,
        );
        failures += 1;
      } finally {
        running = null;
      }
    }
  }

  /** Ends the job, whatever becomes of it; throws only what waiting helps against. */
  async function runOne(job: Job): Promise<void> {
    running = job.jobId;
    if (!(await folder.has(job.upload))) {
      elsewhere.add(job.jobId);
      logger.warn({ jobId: job.jobId }, 'the file of an unfinished job is not in this data folder: left to the process that has it');
      return;
    }
    await jobRepository.setRunning(database.sql, job.jobId, clock.now());
    let error: Job['error'] = null;
    try {
      await runJob(ports, { ...job, state: 'running' }, stopping.signal);
      if (stopping.signal.aborted) return;
    } catch (failure) {
      if (failureOf(failure) === 'unavailable') throw failure;
      if (failure instanceof JobTakenError) {
        elsewhere.add(job.jobId);
        return;
      }
      error = errorOf(failure);
      logger.error(
        { jobId: job.jobId, code: error.code, ...(failure instanceof FileUnreadableError ? {} : { err: failure }) },
        'a job failed',
      );
    }
    const end = { state: error === null ? ('done' as const) : ('failed' as const), error, at: clock.now() };
    await database.transaction((tx) => jobRepository.finish(tx, job.jobId, end));
    await folder.remove(job.upload);
    logger.info({ jobId: job.jobId, state: end.state }, 'job ended');
  }

  function wake(): void {
    woken = true;
    if (loop !== null || stopping.signal.aborted) return;
    loop = work().finally(() => {
      loop = null;
      if (woken) wake();
    });
  }

  return {
    async start() {
      const jobs = await jobRepository.unfinished(database.sql);
      await folder.sweep(new Set(jobs.map(({ upload }) => upload)));
      wake();
    },
    wake,
    state: () => ({ waitingFor, running }),
    async stop() {
      stopping.abort();
      if (loop === null) return;
      const limit = new AbortController();
      await Promise.race([loop, pause(STOP_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => undefined)]);
      limit.abort();
    },
  };
}

/** What the report says; the inside of a bug stays in the log. */
function errorOf(failure: unknown): NonNullable<Job['error']> {
  if (failure instanceof FileUnreadableError) return { code: failure.code, message: failure.message };
  return { code: failure instanceof AppError ? failure.code : 'INTERNAL', message: 'the job could not be finished; the log says why' };
}
