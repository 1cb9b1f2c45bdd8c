import type { Bus } from '@munshi/bus/bus';
import type { Sql, SqlTransaction } from '@munshi/database/database';
import { bankCustomers } from '@munshi/events/customer';
import type { MunshiEvent } from '@munshi/events/event';
import { sql } from 'kysely';

/** Who was erased: final, and checked in the transaction that would apply or emit something of theirs. */
export type Erasure = ReturnType<typeof createErasure>;

export function createErasure(schema: string, bus: Bus) {
  const erased = sql.id(schema, 'erased_customers');
  const outbox = sql.id(schema, 'outbox');
  return {
    async among(tx: Sql, customers: Iterable<string>): Promise<ReadonlySet<string>> {
      const ids = [...customers].filter(isText);
      const { rows } = await sql<{ id: string }>`
        select customer_id as id from ${erased}
        where customer_id in (select json_array_elements_text(${JSON.stringify(ids)}::json))`.execute(tx);
      return new Set(rows.map(({ id }) => id));
    },

    /** Notes the customer and drops what waits to be published of them. */
    async note(tx: SqlTransaction, customer: string, now: Date): Promise<void> {
      await sql`insert into ${erased} (customer_id, erased_at) values (${customer}, ${now.toISOString()}) on conflict do nothing`.execute(
        tx,
      );
      await sql`delete from ${outbox} where lane = ${bus.laneOf(bankCustomers, customer).id} and key = ${customer}`.execute(tx);
    },
  };
}

/** The customer that an event erases. */
export function erases(event: MunshiEvent): boolean {
  if (event.topic !== bankCustomers.name || event.data === null) return false;
  return (event.data as { status?: unknown }).status === 'erased';
}

/** What PostgreSQL can hold as text. */
export function isText(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}
