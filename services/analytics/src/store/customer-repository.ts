import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import { type CustomerState, emptyState } from '../domain/customer/customer-state.ts';
import type { OlderState } from '../domain/customer/older-states.ts';
import { packState, type StoredState, unpackState } from '../domain/customer/stored-state.ts';

type Kept = StoredState | OlderState;

/** States of the customers, an empty one for whoever is new; locked until the transaction ends. One statement. */
export async function loadStates(tx: SqlTransaction, customerIds: Iterable<string>): Promise<Map<string, CustomerState>> {
  const ids = [...new Set(customerIds)];
  const { rows } = await sql<{ state: Kept }>`
    select state from analytics.customers
    where customer_id in (select json_array_elements_text(${JSON.stringify(ids)}::json))
    order by customer_id for update`.execute(tx);
  const known = new Map(rows.map(({ state }) => [state.customerId, unpackState(state)]));
  return new Map(ids.map((id) => [id, known.get(id) ?? emptyState(id)]));
}

/** Stores states whole. One statement. */
export async function storeStates(tx: SqlTransaction, states: Iterable<CustomerState>): Promise<void> {
  const rows = [...states].map((state) => ({
    customer_id: state.customerId,
    state: packState(state),
    newest_date: state.span?.to ?? null,
  }));
  if (rows.length === 0) return;
  await sql`
    insert into analytics.customers (customer_id, state, newest_date)
    select customer_id, state, newest_date
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(customer_id text, state jsonb, newest_date date)
    on conflict (customer_id) do update set state = excluded.state, newest_date = excluded.newest_date`.execute(tx);
}

export interface LedgerFigures {
  readonly customers: number;
  readonly newestDate: string | null;
}

/** How many customers there are, and the newest date of any ledger up to `today`. */
export async function ledgerFigures(database: Sql, today: string): Promise<LedgerFigures> {
  const { rows } = await sql<LedgerFigures>`
    select count(*)::float8 as customers,
      max(newest_date) filter (where newest_date <= ${today}::date) as "newestDate"
    from analytics.customers`.execute(database);
  return rows[0] ?? { customers: 0, newestDate: null };
}

/** A page of customer ids after another, in order. */
export async function customerPage(database: Sql, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from analytics.customers where customer_id > ${after} order by customer_id limit ${limit}`.execute(database);
  return rows.map(({ id }) => id);
}

/** States of so many customers, chosen by a hash of their id: the same ones each time, none preferred. */
export async function sampleStates(database: Sql, { offset, limit }: { offset: number; limit: number }): Promise<CustomerState[]> {
  const { rows } = await sql<{ state: Kept }>`
    select state from analytics.customers order by md5(customer_id), customer_id limit ${limit} offset ${offset}`.execute(database);
  return rows.map(({ state }) => unpackState(state));
}

export async function deleteState(tx: SqlTransaction, customerId: string): Promise<void> {
  await sql`delete from analytics.customers where customer_id = ${customerId}`.execute(tx);
}
