import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import { emptyMoney, type MoneyState } from '../domain/outlook/money-state.ts';

/** What is kept of the customers' money, an empty state for whoever is new. Their rows of customers are locked: so are these. One statement. */
export async function loadMoney(tx: Sql, customerIds: Iterable<string>): Promise<Map<string, MoneyState>> {
  const ids = [...new Set(customerIds)];
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ money: MoneyState }>`
    select money from analytics.money where customer_id in (select json_array_elements_text(${JSON.stringify(ids)}::json))`.execute(tx);
  const known = new Map(rows.map(({ money }) => [money.customerId, money]));
  return new Map(ids.map((id) => [id, known.get(id) ?? emptyMoney(id)]));
}

export async function storeMoney(tx: SqlTransaction, states: readonly MoneyState[]): Promise<void> {
  if (states.length === 0) return;
  const rows = states.map((money) => ({ customer_id: money.customerId, money }));
  await sql`
    insert into analytics.money (customer_id, money)
    select customer_id, money from json_to_recordset(${JSON.stringify(rows)}::json) as x(customer_id text, money jsonb)
    on conflict (customer_id) do update set money = excluded.money`.execute(tx);
}

export async function deleteMoney(tx: SqlTransaction, customerId: string): Promise<void> {
  await sql`delete from analytics.money where customer_id = ${customerId}`.execute(tx);
}
