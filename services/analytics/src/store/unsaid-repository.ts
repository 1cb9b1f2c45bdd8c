import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import { COLUMNS } from './transaction-columns.ts';

/** No customer has it. */
const EVERYBODY = '';

export async function hasUnsaidStates(database: Sql): Promise<boolean> {
  const { rows } = await sql`select from analytics.unsaid where customer_id = ${EVERYBODY}`.execute(database);
  return rows.length > 0;
}

export async function markStatesSaid(database: Sql): Promise<void> {
  await sql`delete from analytics.unsaid where customer_id = ${EVERYBODY}`.execute(database);
}

/** Customers of some entries that are to be said, those of so many entries at most. */
export async function unsaidCustomers(database: Sql, entries: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct customer_id as id from (
      select customer_id from analytics.unsaid where customer_id <> ${EVERYBODY}
      order by customer_id, source, transaction_id limit ${entries}) first`.execute(database);
  return rows.map(({ id }) => id);
}

/**
 * Takes some of the customers' entries that are to be said, each with the revision that it gets by being said. The customers are
 * locked first: whoever has read an entry and is about to say it would give it the same revision.
 */
export async function takeUnsaid(tx: SqlTransaction, customerIds: readonly string[], limit: number): Promise<LedgerEntry[]> {
  const ids = JSON.stringify(customerIds);
  await sql`
    select from analytics.customers where customer_id in (select json_array_elements_text(${ids}::json))
    order by customer_id for update`.execute(tx);
  const { rows } = await sql<LedgerEntry>`
    with taken as (
      delete from analytics.unsaid where (customer_id, source, transaction_id) in (
        select customer_id, source, transaction_id from analytics.unsaid
        where customer_id in (select json_array_elements_text(${ids}::json))
        order by customer_id, source, transaction_id limit ${limit} for update skip locked)
      returning customer_id, source, transaction_id)
    update analytics.transactions t set revision = t.revision + 1 from taken k
    where t.customer_id = k.customer_id and t.source = k.source and t.transaction_id = k.transaction_id
    returning ${COLUMNS}`.execute(tx);
  return rows;
}

export async function forgetUnsaid(tx: SqlTransaction, customerId: string): Promise<void> {
  await sql`delete from analytics.unsaid where customer_id = ${customerId}`.execute(tx);
}
