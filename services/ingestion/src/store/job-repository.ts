import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import { type Counts, noCounts } from '../domain/counts.ts';
import type { EqualRows } from '../domain/identity.ts';
import type { Job, JobPlace, JobState } from './job.ts';

interface JobRow {
  readonly job_id: string;
  readonly state: JobState;
  readonly kind: Job['kind'];
  readonly live: boolean;
  readonly file_name: string;
  readonly mapping: Job['mapping'];
  readonly started_at: Date | null;
  readonly upload: string;
  readonly bytes: string;
  readonly place: string;
  readonly line: string;
  readonly bytes_read: string;
  readonly rejects_bytes: string;
  readonly counts: Counts;
  readonly conflicts: number;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

export type NewJob = Pick<Job, 'jobId' | 'kind' | 'live' | 'fileName' | 'mapping' | 'upload' | 'bytes' | 'createdAt'>;

/** Most ids of conflicting profiles that a report lists. */
export const MOST_CONFLICTS_LISTED = 1000;

/** Jobs: one an uploaded file, with the place up to which it is stored. */
export const jobRepository = {
  async insert(db: Sql, job: NewJob): Promise<void> {
    await sql`
      insert into ingestion.jobs (job_id, state, kind, live, file_name, mapping, upload, bytes, counts, created_at)
      values (${job.jobId}, 'queued', ${job.kind}, ${job.live}, ${job.fileName},
        ${job.mapping === null ? null : JSON.stringify(job.mapping)}::jsonb, ${job.upload}, ${job.bytes},
        ${JSON.stringify(noCounts())}::jsonb, ${job.createdAt.toISOString()}::timestamptz)`.execute(db);
  },

  async find(db: Sql, jobId: string): Promise<Job | null> {
    const { rows } = await sql<JobRow>`select * from ingestion.jobs where job_id = ${jobId}::uuid`.execute(db);
    return rows[0] ? toJob(rows[0]) : null;
  },

  /** Oldest first. */
  async unfinished(db: Sql): Promise<Job[]> {
    const { rows } = await sql<JobRow>`
      select * from ingestion.jobs where state in ('queued', 'running') order by created_at, job_id`.execute(db);
    return rows.map(toJob);
  },

  async setRunning(db: Sql, jobId: string, at: Date): Promise<void> {
    await sql`update ingestion.jobs set state = 'running', started_at = ${at.toISOString()}::timestamptz
      where job_id = ${jobId}::uuid and state = 'queued'`.execute(db);
  },

  /** False when the job is no longer at `from`: another process has gone on with it. */
  async advance(tx: SqlTransaction, jobId: string, from: number, to: JobPlace): Promise<boolean> {
    const { rows } = await sql`
      update ingestion.jobs set place = ${to.place}, line = ${to.line}, bytes_read = ${to.bytesRead}, rejects_bytes = ${to.rejectsBytes},
        counts = ${JSON.stringify(to.counts)}::jsonb
      where job_id = ${jobId}::uuid and place = ${from} and state = 'running' returning 1`.execute(tx);
    return rows.length === 1;
  },

  async addConflicts(tx: SqlTransaction, jobId: string, customerIds: ReadonlySet<string>): Promise<void> {
    if (customerIds.size === 0) return;
    const input = JSON.stringify([...customerIds].map((id) => ({ id })));
    await sql`
      insert into ingestion.job_conflicts select ${jobId}::uuid, r.id from json_to_recordset(${input}::json) as r(id text)
      on conflict do nothing`.execute(tx);
    await sql`update ingestion.jobs set conflicts = (select count(*)::integer from ingestion.job_conflicts where job_id = ${jobId}::uuid)
      where job_id = ${jobId}::uuid`.execute(tx);
  },

  async conflicts(db: Sql, jobId: string): Promise<string[]> {
    const { rows } = await sql<{ customer_id: string }>`
      select customer_id from ingestion.job_conflicts where job_id = ${jobId}::uuid
      order by customer_id limit ${MOST_CONFLICTS_LISTED}`.execute(db);
    return rows.map((row) => row.customer_id);
  },

  /** How many equal rows without an id the job has met so far, of those whose hashes are given. */
  async equalRows(db: Sql, jobId: string, hashes: readonly string[]): Promise<EqualRows> {
    if (hashes.length === 0) return new Map();
    const { rows } = await sql<{ hash: string; n: number }>`
      select e.hash, e.n from json_to_recordset(${JSON.stringify(hashes.map((hash) => ({ hash })))}::json) as r(hash text)
      join ingestion.equal_rows e on e.job_id = ${jobId}::uuid and e.hash = r.hash`.execute(db);
    return new Map(rows.map(({ hash, n }) => [hash, n]));
  },

  async storeEqualRows(tx: SqlTransaction, jobId: string, equalRows: EqualRows): Promise<void> {
    if (equalRows.size === 0) return;
    const input = JSON.stringify([...equalRows].map(([hash, n]) => ({ hash, n })));
    await sql`
      insert into ingestion.equal_rows select ${jobId}::uuid, r.hash, r.n from json_to_recordset(${input}::json) as r(hash text, n integer)
      on conflict (job_id, hash) do update set n = excluded.n`.execute(tx);
  },

  async finish(tx: SqlTransaction, jobId: string, end: { state: 'done' | 'failed'; error: Job['error']; at: Date }): Promise<void> {
    await sql`
      update ingestion.jobs set state = ${end.state}, error_code = ${end.error?.code ?? null}, error_message = ${end.error?.message ?? null},
        finished_at = ${end.at.toISOString()}::timestamptz, bytes_read = case when ${end.state} = 'done' then bytes else bytes_read end
      where job_id = ${jobId}::uuid`.execute(tx);
    await sql`delete from ingestion.equal_rows where job_id = ${jobId}::uuid`.execute(tx);
  },
};

function toJob(row: JobRow): Job {
  const { error_code: code, error_message: message } = row;
  return {
    jobId: row.job_id,
    state: row.state,
    kind: row.kind,
    live: row.live,
    fileName: row.file_name,
    mapping: row.mapping,
    upload: row.upload,
    bytes: Number(row.bytes),
    place: Number(row.place),
    line: Number(row.line),
    bytesRead: Number(row.bytes_read),
    rejectsBytes: Number(row.rejects_bytes),
    counts: row.counts,
    conflicts: row.conflicts,
    error: code === null ? null : { code, message: message ?? '' },
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
