import { setImmediate as turn } from 'node:timers/promises';
import type { OutgoingRecord } from '@munshi/bus/bus';
import { dateIn } from '@munshi/events/calendar-date';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import { addOutcomes, addRepairs } from '../domain/counts.ts';
import type { Entry } from '../domain/entry.ts';
import { equalityHash } from '../domain/identity.ts';
import { type FileFormat, type FormatProblem, recogniseFormat, splitterOf } from '../domain/lines/file-format.ts';
import { BATCH_SIZE, rawBatches } from '../domain/lines/raw-batches.ts';
import type { RawRecord } from '../domain/lines/record-splitter.ts';
import { readEntries } from '../domain/read-entries.ts';
import type { BatchPlan } from '../domain/versions/plan-batch.ts';
import type { Job, JobPlace } from '../store/job.ts';
import { jobRepository } from '../store/job-repository.ts';
import { type AcceptPorts, acceptBatch } from './accept-batch.ts';
import type { OpenFile } from './file-bytes.ts';
import { FileUnreadableError } from './file-unreadable.ts';
import { openRecords } from './open-records.ts';
import { publishProfiles } from './publish-profiles.ts';
import { rejectedLineLetter } from './rejected-line-letter.ts';
import { createRejectsFile, type RejectedRecord, type RejectsFile } from './rejects-file.ts';
import type { UploadFolder } from './upload-folder.ts';

export interface JobPorts extends AcceptPorts {
  readonly folder: UploadFolder;
  readonly logger: Logger;
  onOutcomes(plan: BatchPlan): void;
}

/** Another process goes on with the job. */
export class JobTakenError extends AppError {
  constructor(jobId: string) {
    super(`job ${jobId} is being run by another process`, { code: 'JOB_TAKEN', failure: 'refused' });
  }
}

/** Reads a job's file from where it stands to its end. Ends early, at a batch's edge, when the signal is aborted. */
export async function runJob(ports: JobPorts, job: Job, signal: AbortSignal): Promise<void> {
  const format = await formatOf(ports.folder, job);
  const upload = await openRecords(ports.folder, job, format);
  const rejects = createRejectsFile(ports.folder.rejectsPath(job.jobId, job.fileName), format, job.rejectsBytes);
  const run: Run = { ports, job, format, upload, rejects, place: job, rejectsComplete: job.rejectsBytes };
  try {
    await readToEnd(run, signal);
  } finally {
    upload.close();
    await rejects.close();
  }
  if (signal.aborted) return;
  await publishProfiles(ports, job, signal);
}

/** One run over a file. `place` is what is stored; `rejectsComplete` is where the last whole reject ends. */
interface Run {
  readonly ports: JobPorts;
  readonly job: Job;
  readonly format: FileFormat;
  readonly upload: OpenFile;
  readonly rejects: RejectsFile;
  place: JobPlace;
  rejectsComplete: number;
}

async function readToEnd(run: Run, signal: AbortSignal): Promise<void> {
  const { job, format, upload } = run;
  const splitter = splitterOf(format, job.place > format.offset ? { offset: job.place, line: job.line } : null);
  const batches = rawBatches(readable(upload.chunks), splitter, BATCH_SIZE);
  try {
    for (let ahead = readBatch(run, batches); ; ) {
      const batch = await ahead;
      if (batch === null || signal.aborted) return;
      // The database answers from a thread of its own: the next batch is read meanwhile.
      ahead = turn().then(() => readBatch(run, batches));
      ahead.catch(() => undefined); // met when its turn comes: what was read before it is stored first
      await acceptRecords(run, batch);
    }
  } finally {
    // not awaited: it ends once the caller has closed the file
    batches.return(undefined).catch(() => undefined);
  }
}

/** Records of the file with what each of them is; of those in parts, only the last part is one. */
interface ReadBatch {
  readonly records: readonly RawRecord[];
  readonly complete: readonly RawRecord[];
  readonly entries: readonly Entry[];
}

/** Null when the file has ended. */
async function readBatch({ ports, job, format }: Run, batches: AsyncGenerator<RawRecord[]>): Promise<ReadBatch | null> {
  const next = await batches.next();
  if (next.done) return null;
  const complete = next.value.filter(({ part }) => part === 'whole' || part === 'last');
  const today = dateIn(ports.bank.timeZone, ports.clock.now());
  return { records: next.value, complete, entries: readEntries(complete, { format, kind: job.kind, bank: ports.bank, today }) };
}

/** @throws FileUnreadableError where the stream ends before the file does */
async function* readable(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* chunks;
  } catch (error) {
    if (error instanceof FileUnreadableError) throw error;
    throw new FileUnreadableError('FILE_DAMAGED', 'the file cannot be read to its end: it is cut off or damaged', error);
  }
}

async function acceptRecords(run: Run, { records, complete, entries }: ReadBatch): Promise<void> {
  const { ports, job, rejects } = run;
  const from = rejects.bytes;
  const { place } = run;
  let next: JobPlace = place;
  const plan = await acceptBatch(ports, {
    entries,
    intake: job.live ? 'live' : 'history',
    jobId: job.jobId,
    equalRows: await jobRepository.equalRows(ports.database.sql, job.jobId, hashesOf(entries)),
    async prepare(tried) {
      rejects.rewind(from);
      const letters = await writeRejects(run, records, tried);
      next = { ...placeAfter(run, complete, tried), rejectsBytes: run.rejectsComplete };
      return letters;
    },
    async store(tx, tried, equalRows) {
      if (next.place === place.place) return;
      if (!(await jobRepository.advance(tx, job.jobId, place.place, next))) throw new JobTakenError(job.jobId);
      await jobRepository.addConflicts(tx, job.jobId, tried.conflicting);
      await jobRepository.storeEqualRows(tx, job.jobId, equalRows);
    },
  });
  run.place = next;
  ports.onOutcomes(plan);
}

/** Writes what was refused, parts of a line that is too long included, and gives the dead letters. */
async function writeRejects(run: Run, records: readonly RawRecord[], plan: BatchPlan): Promise<OutgoingRecord[]> {
  const { ports, job, rejects } = run;
  const letters: OutgoingRecord[] = [];
  const refused: RejectedRecord[] = [];
  let next = 0;
  for (const record of records) {
    if (record.part === 'first' || record.part === 'next') {
      refused.push({ record, rejection: TOO_LONG });
      continue;
    }
    const outcome = plan.outcomes[next++];
    if (outcome?.result !== 'rejected') continue;
    refused.push({ record, rejection: outcome.rejection });
    letters.push(rejectedLineLetter(job.jobId, { record, rejection: outcome.rejection }, ports.clock.now()));
  }
  const unfinished = refused.findLastIndex(({ record }) => record.part === 'whole' || record.part === 'last') + 1;
  await rejects.append(refused.slice(0, unfinished));
  if (unfinished > 0) run.rejectsComplete = rejects.bytes;
  await rejects.append(refused.slice(unfinished));
  return letters;
}

const TOO_LONG = { code: 'LINE_TOO_LONG', message: 'the line is too long' } as const;

function placeAfter(run: Run, complete: readonly RawRecord[], plan: BatchPlan): JobPlace {
  const last = complete.at(-1);
  const counts = addRepairs(addOutcomes(run.place.counts, plan.outcomes), 'conflictingProfile', plan.conflicting.size);
  const reached = last ? { place: last.end, line: last.nextLine } : {};
  return { ...run.place, ...reached, bytesRead: Math.min(run.upload.bytesRead(), run.job.bytes), counts };
}

function hashesOf(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) =>
    entry.kind === 'transaction' && entry.transaction.transactionId === null ? [equalityHash(entry.transaction)] : [],
  );
}

/** @throws FileUnreadableError */
async function formatOf(folder: UploadFolder, job: Job): Promise<FileFormat> {
  let format: FileFormat | FormatProblem;
  try {
    format = recogniseFormat(await folder.head(job.upload), job.fileName, job);
  } catch (error) {
    throw new FileUnreadableError('FILE_DAMAGED', 'the file cannot be read: it is damaged', error);
  }
  if ('code' in format) throw new FileUnreadableError(format.code, format.message);
  return format;
}
