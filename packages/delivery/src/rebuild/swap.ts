import type { Database, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { ReadModel, Schemas } from './rebuild.ts';
import { RebuildEndedError } from './rebuild-errors.ts';
import type { RebuildJobs, RunningRebuild } from './rebuild-jobs.ts';

/** A pause ends by itself: whoever made it may be dead. */
const PAUSE = '30 seconds';
const LOCK_LIMIT = '5s';

/** How far the live read model was when its lanes stood still: numbers of what was applied, and of what was emitted. */
export interface Stand {
  readonly applied: string;
  readonly emitted: string;
}

export interface SwapOptions {
  readonly database: Database;
  readonly schemas: Schemas;
  readonly model: ReadModel;
  readonly jobs: RebuildJobs;
  readonly job: RunningRebuild;
}

/** Lets the lanes of every process of the service stand still for a moment, and the two read models change places. */
export type Swap = ReturnType<typeof createSwap>;

export function createSwap({ database, schemas, model, jobs, job }: SwapOptions) {
  const { live, shadow } = schemas;
  const lanes = sql.id(live, 'lanes');
  const outbox = sql.id(live, 'outbox');
  const restores = (model.restored ?? []).length > 0;

  /** Waits for transactions that hold a lane now: those that come later see the pause. */
  async function pauseLanes(tx: SqlTransaction): Promise<void> {
    await sql`select lane from ${lanes} order by lane for update`.execute(tx);
    await sql`update ${lanes} set paused_until = clock_timestamp() + ${PAUSE}::interval`.execute(tx);
  }

  async function standOf(tx: SqlTransaction): Promise<Stand> {
    const { rows } = await sql<Stand>`
      select coalesce(pg_sequence_last_value(${`"${live}".applied`}::regclass), 0)::text as applied,
        coalesce(pg_sequence_last_value(pg_get_serial_sequence(${`"${live}".outbox`}, 'id')::regclass), 0)::text as emitted`.execute(tx);
    return rows[0] ?? { applied: '', emitted: '' };
  }

  /** Where it restores what it said, all of it has to be on the topics. */
  async function isAllSaid(tx: SqlTransaction): Promise<boolean> {
    if (!restores) return true;
    const { rows } = await sql`select from ${outbox} limit 1`.execute(tx);
    return rows.length === 0;
  }

  return {
    /** Null where something still waits to be published: ask again. */
    async pause(): Promise<Stand | null> {
      return database.transaction(async (tx) => {
        await pauseLanes(tx);
        return (await isAllSaid(tx)) ? standOf(tx) : null;
      });
    },

    /** Makes the pause longer, where it has not ended. */
    async renew(): Promise<void> {
      await sql`update ${lanes} set paused_until = clock_timestamp() + ${PAUSE}::interval where paused_until > clock_timestamp()`.execute(
        database.sql,
      );
    },

    async resume(): Promise<void> {
      await sql`update ${lanes} set paused_until = null where paused_until is not null`.execute(database.sql);
    },

    /** False when the live one has moved on since `stand`: nothing was changed then. */
    async takePlace(stand: Stand): Promise<boolean> {
      return database.transaction(async (tx) => {
        if (!(await jobs.hold(tx, job))) throw new RebuildEndedError('this rebuild was taken for dead');
        await sql`set local lock_timeout = ${sql.lit(LOCK_LIMIT)}`.execute(tx);
        // Lanes before tables, as batches, routes and jobs do.
        await sql`select lane from ${lanes} order by lane for update`.execute(tx);
        for (const table of model.tables) await sql`lock table ${sql.id(live, table)} in access exclusive mode`.execute(tx);
        const now = await standOf(tx);
        if (now.applied !== stand.applied || (restores && now.emitted !== stand.emitted) || !(await isAllSaid(tx))) return false;
        await model.carryOver?.(tx, schemas);
        for (const table of model.tables) {
          await sql`drop table ${sql.id(live, table)}`.execute(tx);
          await sql`alter table ${sql.id(shadow, table)} set schema ${sql.id(live)}`.execute(tx);
        }
        await sql`drop schema ${sql.id(shadow)} cascade`.execute(tx);
        await sql`update ${lanes} set paused_until = null`.execute(tx);
        await jobs.swapped(tx, job);
        return true;
      });
    },
  };
}
