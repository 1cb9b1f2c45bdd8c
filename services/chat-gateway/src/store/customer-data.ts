import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import { CUSTOMER_TABLES } from './migrations/001-read-model.ts';

/** Every row that is held on a customer, by table. */
export async function exportCustomer(db: Sql, customerId: string): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const table of CUSTOMER_TABLES) {
    const { rows } = await sql`select * from ${sql.id('gateway', table)} where customer_id = ${customerId}`.execute(db);
    tables[table] = rows;
  }
  return tables;
}

export async function eraseCustomer(tx: SqlTransaction, customerId: string): Promise<void> {
  for (const table of CUSTOMER_TABLES) await sql`delete from ${sql.id('gateway', table)} where customer_id = ${customerId}`.execute(tx);
}

/** Notes that a customer asked to be erased. */
export async function askErasure(db: Sql, customerId: string, now: Date): Promise<void> {
  await sql`insert into gateway.erasures (customer_id, asked_at) values (${customerId}, ${now}) on conflict do nothing`.execute(db);
}

/** Asked for and not yet handed over, oldest first. */
export async function openErasures(db: Sql): Promise<string[]> {
  const { rows } = await sql<{ customer_id: string }>`
    select customer_id from gateway.erasures where handed_over_at is null order by asked_at limit 100`.execute(db);
  return rows.map((row) => row.customer_id);
}

export async function markHandedOver(db: Sql, customerId: string, now: Date): Promise<void> {
  await sql`update gateway.erasures set handed_over_at = ${now} where customer_id = ${customerId}`.execute(db);
}
