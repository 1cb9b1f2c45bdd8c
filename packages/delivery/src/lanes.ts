import type { Database, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import { LaneLostError } from './errors.ts';

/** Ownership of lanes: whoever raised the epoch last owns it. */
export type Lanes = ReturnType<typeof createLanes>;

export function createLanes(database: Database, schema: string) {
  const lanes = sql.id(schema, 'lanes');
  return {
    /** Makes the caller the owner; earlier owners commit nothing any more. */
    async take(lane: string): Promise<string> {
      const { rows } = await sql<{ epoch: string }>`
        insert into ${lanes} as l (lane, epoch) values (${lane}, 1)
        on conflict (lane) do update set epoch = l.epoch + 1 returning epoch::text as epoch`.execute(database.sql);
      return rows[0]?.epoch ?? '';
    },

    /** @throws LaneLostError when the epoch is not the caller's any more */
    async check(tx: SqlTransaction, lane: string, epoch: string): Promise<void> {
      const { rows } = await sql<{ epoch: string }>`select epoch::text as epoch from ${lanes} where lane = ${lane}`.execute(tx);
      if (rows[0]?.epoch !== epoch) throw new LaneLostError(lane);
    },

    /**
     * Holds lanes, whoever owns them, always in the same order; those that nobody has owned yet are made. A conflict locks the row,
     * although `where false` leaves it as it is.
     */
    async lockAny(tx: SqlTransaction, names: readonly string[]): Promise<void> {
      await sql`insert into ${lanes} as l (lane, epoch)
        select json_array_elements_text(${JSON.stringify(names)}::json), 0 order by 1
        on conflict (lane) do update set epoch = l.epoch where false`.execute(tx);
    },
  };
}
