import type { Database, Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { RebuildJob, RebuildPhase } from './rebuild.ts';

/** Of the database's clock: a process that gave no sign for so long is dead. */
const SILENCE = '15 seconds';
const KEPT = 20;

export interface Progress {
  readonly phase: RebuildPhase;
  readonly done: number;
  readonly total: number;
}

export interface RunningRebuild {
  readonly jobId: string;
  readonly shadow: string;
}

/** The table of rebuilds: at most one of a service runs, whichever process runs it. */
export type RebuildJobs = ReturnType<typeof createRebuildJobs>;

export function createRebuildJobs(database: Database, { service, schema }: { readonly service: string; readonly schema: string }) {
  const rebuilds = sql.id(schema, 'rebuilds');
  const prefix = shadowPrefix(schema);

  async function orphans(db: Sql): Promise<string[]> {
    const { rows } = await sql<{ name: string }>`
      select nspname as name from pg_catalog.pg_namespace
      where starts_with(nspname, ${prefix}) and not exists (select from ${rebuilds} where state = 'running' and shadow = nspname)`.execute(
      db,
    );
    return rows.map(({ name }) => name);
  }

  return {
    /** False where one runs already. */
    async begin({ jobId, shadow }: RunningRebuild): Promise<boolean> {
      const { numAffectedRows } = await sql`
        insert into ${rebuilds} (job_id, state, phase, shadow) values (${jobId}::uuid, 'running', 'reading', ${shadow})
        on conflict do nothing`.execute(database.sql);
      return Number(numAffectedRows ?? 0) === 1;
    },

    /** When the rebuild that runs gave its last sign, in the database's words; null where none runs. */
    async lastSign(): Promise<string | null> {
      const { rows } = await sql<{ seen: string }>`select seen_at::text as seen from ${rebuilds} where state = 'running'`.execute(
        database.sql,
      );
      return rows[0]?.seen ?? null;
    },

    /** A sign of life. False when the rebuild was taken for dead. */
    async progress({ jobId }: RunningRebuild, { phase, done, total }: Progress): Promise<boolean> {
      const { numAffectedRows } = await sql`
        update ${rebuilds} set phase = ${phase}, done = ${done}, total = ${total}, seen_at = clock_timestamp()
        where job_id = ${jobId}::uuid and state = 'running'`.execute(database.sql);
      return Number(numAffectedRows ?? 0) === 1;
    },

    /** Holds the rebuild's row. False when it was taken for dead. */
    async hold(tx: SqlTransaction, { jobId }: RunningRebuild): Promise<boolean> {
      const { rows } = await sql`select from ${rebuilds} where job_id = ${jobId}::uuid and state = 'running' for update`.execute(tx);
      return rows.length === 1;
    },

    /** In the transaction of the swap: from here on there is something new, whatever becomes of its process. */
    async swapped(tx: SqlTransaction, { jobId }: RunningRebuild): Promise<void> {
      await sql`update ${rebuilds} set phase = 'saying' where job_id = ${jobId}::uuid`.execute(tx);
    },

    /** Drops the shadow of one that did not come to its swap, and notes how it ended. */
    async end({ jobId, shadow }: RunningRebuild, error: string | null): Promise<void> {
      const db = database.sql;
      await sql`drop schema if exists ${sql.id(shadow)} cascade`.execute(db);
      const [state, phase] = error === null ? [sql`'done'`, sql`'done'`] : [sql`'failed'`, sql`phase`];
      await sql`update ${rebuilds} set state = ${state}, phase = ${phase}, error = ${error}, finished_at = clock_timestamp()
        where job_id = ${jobId}::uuid and state = 'running'`.execute(db);
      await sql`delete from ${rebuilds} where state <> 'running' and job_id not in (
        select job_id from ${rebuilds} order by started_at desc limit ${KEPT})`.execute(db);
    },

    /** Ends rebuilds whose process is dead (`all`: nobody else can run one), and drops every shadow that is nobody's. */
    async sweep({ all }: { readonly all: boolean }): Promise<readonly string[]> {
      await sql`
        update ${rebuilds} set state = 'failed', finished_at = clock_timestamp(), error = case phase
          when 'saying' then 'its process ended after the swap; what differs is said when the service starts'
          else 'its process ended; nothing was changed' end
        where state = 'running' and (${all}::boolean or seen_at < clock_timestamp() - ${SILENCE}::interval)`.execute(database.sql);
      const names = await orphans(database.sql);
      for (const name of names) await sql`drop schema if exists ${sql.id(name)} cascade`.execute(database.sql);
      return names;
    },

    async list(): Promise<RebuildJob[]> {
      const { rows } = await sql<Row>`
        select job_id, state, phase, done, total, started_at, finished_at, error from ${rebuilds} order by started_at desc`.execute(
        database.sql,
      );
      return rows.map((row) => toJob(service, row));
    },
  };
}

export function shadowPrefix(schema: string): string {
  return `${schema}_new_`;
}

interface Row {
  readonly job_id: string;
  readonly state: RebuildJob['state'];
  readonly phase: RebuildPhase;
  readonly done: string;
  readonly total: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly error: string | null;
}

function toJob(service: string, row: Row): RebuildJob {
  return {
    jobId: row.job_id,
    service,
    state: row.state,
    phase: row.phase,
    done: Number(row.done),
    total: Number(row.total),
    startedAt: row.started_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    error: row.error,
  };
}
