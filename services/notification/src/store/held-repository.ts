import type { Sql, SqlTransaction } from '@munshi/database/database';
import type { Intake } from '@munshi/events/event';
import { sql } from 'kysely';
import type { Message } from '../domain/messages/message.ts';

/** A message with the event that gave rise to it. */
export interface Occurrence {
  readonly message: Message;
  readonly causeId: string;
  readonly intake: Intake;
  /** 1 when it is first decided, one more each time it was held. */
  readonly round: number;
}

export interface Held {
  readonly notificationId: string;
  readonly releaseAt: string;
  readonly occurrence: Occurrence;
}

export interface Due {
  readonly customers: readonly string[];
  readonly now: Date;
  readonly limit: number;
}

/** Messages that wait for the end of quiet hours. */
export const heldRepository = {
  async add(tx: SqlTransaction, held: readonly Held[]): Promise<void> {
    if (held.length === 0) return;
    const input = JSON.stringify(
      held.map((row) => ({ n: row.notificationId, c: row.occurrence.message.customerId, r: row.releaseAt, o: row.occurrence })),
    );
    await sql`
      insert into notification.held (notification_id, customer_id, release_at, occurrence)
      select n, c, r, o from json_to_recordset(${input}::json) as h(n text, c text, r timestamptz, o jsonb)
      on conflict (notification_id) do nothing`.execute(tx);
  },

  /** Customers of what is due, of so many messages at most. */
  async customersDue(database: Sql, now: Date, messages: number): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      select distinct customer_id as id from (
        select customer_id from notification.held where release_at <= ${now.toISOString()}::timestamptz
        order by release_at limit ${messages}) due`.execute(database);
    return rows.map(({ id }) => id);
  },

  /** Takes what is due of the customers, at most `limit`: nobody else gets it, and it is gone when the transaction commits. */
  async takeDue(tx: SqlTransaction, { customers, now, limit }: Due): Promise<Occurrence[]> {
    const { rows } = await sql<{ occurrence: Occurrence }>`
      delete from notification.held where notification_id in (
        select notification_id from notification.held where release_at <= ${now.toISOString()}::timestamptz
          and customer_id in (select json_array_elements_text(${JSON.stringify(customers)}::json))
        order by release_at limit ${limit} for update skip locked)
      returning occurrence`.execute(tx);
    return rows.map(({ occurrence }) => occurrence);
  },
};
