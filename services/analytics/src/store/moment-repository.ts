import type { SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';

/** Ids of the posted payments of a category in a month, the newest first; at most fifty of each. One statement. */
export async function loadBehind(
  tx: SqlTransaction,
  wanted: readonly { readonly customerId: string; readonly category: string; readonly currency: string; readonly month: string }[],
): Promise<Map<string, string[]>> {
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ key: string; id: string }>`
    select x."customerId" || ' ' || x.currency || ' ' || x.category || ' ' || x.month as key, t.transaction_id as id
    from json_to_recordset(${JSON.stringify(wanted)}::json) as x("customerId" text, category text, currency text, month text)
    join lateral (
      select transaction_id from analytics.transactions
      where customer_id = x."customerId" and category = x.category and currency = x.currency and status = 'posted'
        and transfer_match is null and date >= (x.month || '-01')::date and date < ((x.month || '-01')::date + interval '1 month')
      order by date desc, transaction_id limit 50
    ) t on true`.execute(tx);
  return new Map([...Map.groupBy(rows, ({ key }) => key)].map(([key, own]) => [key, own.map(({ id }) => id)]));
}
