import type { Sql } from '@munshi/database/database';
import { sql } from 'kysely';
import type { LowBalance, LowBalances } from '../domain/recommendations/recommend.ts';

/** The lowest balance that the bank reported of each account in each month from a date on, by customer. Read from the versions that stand. */
export async function loadLowBalances(
  database: Sql,
  { customerIds, since }: { readonly customerIds: readonly string[]; readonly since: string },
): Promise<Map<string, LowBalances>> {
  const { rows } = await sql<LowBalance & { customerId: string; key: string }>`
    select distinct on (t.customer_id, t.account_id, left(t.date::text, 7))
      t.customer_id as "customerId", t.account_id || ' ' || left(t.date::text, 7) as key,
      t.balance_after::float8 as minor, t.currency, t.transaction_id as "transactionId"
    from analytics.transactions t
    where t.customer_id in (select json_array_elements_text(${JSON.stringify(customerIds)}::json))
      and t.status = 'posted' and t.date >= ${since}::date and t.balance_after is not null and t.account_id is not null
    order by t.customer_id, t.account_id, left(t.date::text, 7), t.balance_after, t.transaction_id`.execute(database);
  const byCustomer = Map.groupBy(rows, ({ customerId }) => customerId);
  return new Map(
    [...byCustomer].map(([customerId, own]) => [
      customerId,
      Object.fromEntries(own.map(({ key, minor, currency, transactionId }) => [key, { minor, currency, transactionId }])),
    ]),
  );
}
