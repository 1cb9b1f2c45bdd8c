import type { Sql } from '@munshi/database/database';
import { sql } from 'kysely';
import { carryLows } from '../domain/recommendations/carry-lows.ts';
import type { LowBalance, LowBalances } from '../domain/recommendations/recommend.ts';

/** The lowest balance of each account in each month from a date up to that of another, by customer. Read from the versions that stand. */
export async function loadLowBalances(
  database: Sql,
  { customerIds, since, asOf }: { readonly customerIds: readonly string[]; readonly since: string; readonly asOf: string },
): Promise<Map<string, LowBalances>> {
  const { rows } = await sql<Omit<LowBalance, 'minor'> & { customerId: string; key: string; minor: number | null }>`
    select distinct on (t.customer_id, t.account_id, left(t.date::text, 7))
      t.customer_id as "customerId", t.account_id || ' ' || left(t.date::text, 7) as key,
      t.balance_after::float8 as minor, t.currency, t.transaction_id as "transactionId"
    from analytics.transactions t
    where t.customer_id in (select json_array_elements_text(${JSON.stringify(customerIds)}::json))
      and t.status = 'posted' and t.date >= ${since}::date and t.account_id is not null
    order by t.customer_id, t.account_id, left(t.date::text, 7), t.balance_after nulls last, t.transaction_id`.execute(database);
  const byCustomer = Map.groupBy(rows, ({ customerId }) => customerId);
  return new Map(
    [...byCustomer].map(([customerId, own]) => [
      customerId,
      carryLows(
        Object.fromEntries(
          own.map(({ key, minor, currency, transactionId }) => [key, minor === null ? null : { minor, currency, transactionId }]),
        ),
        asOf,
      ),
    ]),
  );
}
