import { sumsOf } from '../domain/counts.ts';
import type { Job } from '../store/job.ts';

export interface JobDetail {
  readonly conflictingProfiles: readonly string[];
  /** Null where no line was refused. */
  readonly rejectsFile: string | null;
}

/** A job as callers see it; also what `ingest --json` prints. */
export function toJobView(job: Job, detail: JobDetail) {
  const { counts } = job;
  return {
    jobId: job.jobId,
    state: job.state,
    kind: job.kind,
    live: job.live,
    fileName: job.fileName,
    bytes: job.bytes,
    bytesRead: job.bytesRead,
    read: counts.read,
    accepted: counts.accepted,
    repaired: counts.repaired,
    rejected: counts.rejected,
    duplicates: counts.duplicates,
    sums: sumsOf(counts),
    period: counts.dates ?? null,
    rowsPerSecond: rateOf(job),
    repairs: counts.repairs,
    rejections: counts.rejections,
    rejectsFile: detail.rejectsFile,
    conflictingProfiles: { count: job.conflicts, customerIds: detail.conflictingProfiles },
    error: job.error,
    createdAt: job.createdAt.toISOString(),
    finishedAt: job.finishedAt?.toISOString() ?? null,
  };
}

/** Records a second from the job's beginning to its end; null while it runs. */
function rateOf({ startedAt, finishedAt, counts }: Job): number | null {
  if (startedAt === null || finishedAt === null) return null;
  return Math.round(counts.read / Math.max(0.001, (finishedAt.getTime() - startedAt.getTime()) / 1000));
}

export type JobView = ReturnType<typeof toJobView>;
