import { hash } from 'node:crypto';
import type { Database, SqlTransaction } from '@munshi/database/database';
import type { MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import { sql } from 'kysely';
import { LaneLostError, LanePausedError } from './errors.ts';

/** A dead letter is kept 30 days and may be replayed on its last one; 30 more for whoever is behind. */
const KEPT_BEYOND_RETENTION_DAYS = 60;
const PRUNE_ROWS = 5_000;

/** What of a batch is new, and which of its customers are erased. */
export interface Unseen {
  readonly events: readonly MunshiEvent[];
  readonly erased: ReadonlySet<string>;
}

/** Events of one topic and lane, none of them twice. */
export interface Claim {
  /** As the caller owns it. */
  readonly lane: { readonly id: string; readonly epoch: string };
  readonly topic: TopicDefinition;
  readonly events: readonly MunshiEvent[];
}

/** Which events were applied. One statement a batch, with JSON parameters. */
export type Inbox = ReturnType<typeof createInbox>;

export function createInbox(database: Database, schema: string) {
  const inbox = sql.id(schema, 'inbox');
  const lanes = sql.id(schema, 'lanes');
  const erased = sql.id(schema, 'erased_customers');
  const applied = `"${schema}".applied`;

  function unseenOf(rows: readonly Row[], events: ReadonlyMap<string, MunshiEvent>): Unseen {
    const fresh = new Set(rows.map((row) => row.event));
    return {
      events: [...events].filter(([id]) => fresh.has(id)).map(([, event]) => event),
      erased: new Set(rows.flatMap(({ customer }) => (customer === null ? [] : [customer]))),
    };
  }

  return {
    /**
     * Holds the lane until the transaction ends, and takes the events' ids; those taken before are left out. Ids and number are taken
     * from the row that was locked, so never before it. The statement may have begun before another let go of the lane: ids are
     * compared with what is committed by then, and who is erased is written by the lane's owners alone, each of which had ended
     * before the next one's epoch.
     * @throws LaneLostError when the epoch is not the caller's any more, LanePausedError while a rebuild needs the lane to stand still
     */
    async claim(tx: SqlTransaction, { lane, topic, events }: Claim, now: Date): Promise<Unseen> {
      const byId = new Map(events.map((event) => [inboxId(event), event]));
      const { rows } = await sql<ClaimRow>`
        with held as (
          select epoch::text as epoch, coalesce(paused_until > clock_timestamp(), false) as paused
          from ${lanes} where lane = ${lane.id} for update),
        claimed as (
          insert into ${inbox} (event, keep_until, applied)
          select json_array_elements_text(${JSON.stringify([...byId.keys()])}::json)::uuid, ${keepUntil(topic, now)}::date,
            (select nextval(${applied}::regclass) from held)
          from held where epoch = ${lane.epoch} and not paused
          on conflict do nothing returning event)
        select epoch, paused, null as event, null as customer from held
        union all select null, null, event::text, null from claimed
        union all select null, null, null, customer_id from ${erased}
          where customer_id in (select json_array_elements_text(${keysOf(topic, events)}::json))`.execute(tx);
      const held = rows.find(({ epoch }) => epoch !== null);
      if (held?.epoch !== lane.epoch) throw new LaneLostError(lane.id);
      if (held.paused) throw new LanePausedError(lane.id);
      return unseenOf(rows, byId);
    },

    /** What of the events is new, without holding or taking anything. */
    async unseen(tx: SqlTransaction, topic: TopicDefinition, events: readonly MunshiEvent[]): Promise<Unseen> {
      const byId = new Map(events.map((event) => [inboxId(event), event]));
      const { rows } = await sql<Row>`
        select id as event, null as customer from json_array_elements_text(${JSON.stringify([...byId.keys()])}::json) as id
          where not exists (select from ${inbox} where event = id::uuid)
        union all select null, customer_id from ${erased}
          where customer_id in (select json_array_elements_text(${keysOf(topic, events)}::json))`.execute(tx);
      return unseenOf(rows, byId);
    },

    /** Forgets some ids that can come no more; false when none are left to forget. */
    async prune(now: Date): Promise<boolean> {
      const today = now.toISOString().slice(0, 10);
      const { numAffectedRows } = await sql`
        delete from ${inbox} where event in (select event from ${inbox} where keep_until < ${today}::date limit ${PRUNE_ROWS})`.execute(
        database.sql,
      );
      return Number(numAffectedRows ?? 0) === PRUNE_ROWS;
    },
  };
}

interface Row {
  readonly event: string | null;
  readonly customer: string | null;
}

interface ClaimRow extends Row {
  readonly epoch: string | null;
  readonly paused: boolean | null;
}

/** 128 bits of a hash, written as PostgreSQL writes a uuid: 16 bytes a row, whatever an id looks like. */
export function inboxId({ topic, id }: Pick<MunshiEvent, 'topic' | 'id'>): string {
  const hex = hash('sha256', `${topic}\n${id}`);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

/** Until when a record of the topic can come again: from the topic itself, or as a dead letter somebody replays. */
function keepUntil({ retentionDays }: TopicDefinition, now: Date): string | null {
  if (retentionDays === 'forever') return null;
  return new Date(now.getTime() + (retentionDays + KEPT_BEYOND_RETENTION_DAYS) * 86_400_000).toISOString().slice(0, 10);
}

function keysOf({ keyspace }: TopicDefinition, events: readonly MunshiEvent[]): string {
  return JSON.stringify(keyspace === 'customer' ? [...new Set(events.map(({ key }) => key))] : []);
}
