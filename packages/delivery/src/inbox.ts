import { hash } from 'node:crypto';
import type { Database, SqlTransaction } from '@munshi/database/database';
import type { MunshiEvent } from '@munshi/events/event';
import type { TopicDefinition } from '@munshi/events/topic';
import { sql } from 'kysely';

/** A dead letter is kept 30 days and may be replayed on its last one; 30 more for whoever is behind. */
const KEPT_BEYOND_RETENTION_DAYS = 60;
const PRUNE_ROWS = 5_000;

/** What of a batch is new, and which of its customers are erased. */
export interface Unseen {
  readonly events: readonly MunshiEvent[];
  readonly erased: ReadonlySet<string>;
}

/** Which events were applied. One statement a batch, with JSON parameters. */
export type Inbox = ReturnType<typeof createInbox>;

export function createInbox(database: Database, schema: string) {
  const inbox = sql.id(schema, 'inbox');
  const erased = sql.id(schema, 'erased_customers');
  const applied = `"${schema}".applied`;

  async function run(query: ReturnType<typeof sql<Row>>, tx: SqlTransaction, events: ReadonlyMap<string, MunshiEvent>): Promise<Unseen> {
    const { rows } = await query.execute(tx);
    const fresh = new Set(rows.map((row) => row.event));
    return {
      events: [...events].filter(([id]) => fresh.has(id)).map(([, event]) => event),
      erased: new Set(rows.flatMap(({ customer }) => (customer === null ? [] : [customer]))),
    };
  }

  return {
    /** Takes the events' ids; those taken before are left out. The events repeat no id. */
    claim(tx: SqlTransaction, topic: TopicDefinition, events: readonly MunshiEvent[], now: Date): Promise<Unseen> {
      const byId = new Map(events.map((event) => [inboxId(event), event]));
      const query = sql<Row>`
        with claimed as (
          insert into ${inbox} (event, keep_until, applied)
          select json_array_elements_text(${JSON.stringify([...byId.keys()])}::json)::uuid, ${keepUntil(topic, now)}::date,
            (select nextval(${applied}::regclass))
          on conflict do nothing returning event)
        select event::text as event, null as customer from claimed
        union all select null, customer_id from ${erased}
          where customer_id in (select json_array_elements_text(${keysOf(topic, events)}::json))`;
      return run(query, tx, byId);
    },

    /** As `claim`, without taking anything. */
    unseen(tx: SqlTransaction, topic: TopicDefinition, events: readonly MunshiEvent[]): Promise<Unseen> {
      const byId = new Map(events.map((event) => [inboxId(event), event]));
      const query = sql<Row>`
        select id as event, null as customer from json_array_elements_text(${JSON.stringify([...byId.keys()])}::json) as id
          where not exists (select from ${inbox} where event = id::uuid)
        union all select null, customer_id from ${erased}
          where customer_id in (select json_array_elements_text(${keysOf(topic, events)}::json))`;
      return run(query, tx, byId);
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
