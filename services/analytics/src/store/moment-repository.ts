import type { SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { AccountsBehind, CategoryBehind } from '../domain/moments/moment.ts';

/** What stands behind a moment; `at` is its place among those asked for. */
type Wanted<Behind> = Behind & { readonly at: number; readonly customerId: string };

/** Ids of the transactions behind some moments, the newest first; at most fifty of each. A statement a kind, none where there are none. */
export async function loadBehind(
  tx: SqlTransaction,
  wanted: readonly Wanted<CategoryBehind | AccountsBehind>[],
): Promise<Map<number, string[]>> {
  const rows = [
    ...(await ofCategories(
      tx,
      wanted.filter((one) => 'category' in one),
    )),
    ...(await onAccounts(
      tx,
      wanted.filter((one) => 'accounts' in one),
    )),
  ];
  return new Map([...Map.groupBy(rows, ({ at }) => at)].map(([at, own]) => [at, own.map(({ id }) => id)]));
}

interface Behind {
  readonly at: number;
  readonly id: string;
}

/** The posted payments of a category in a month. */
async function ofCategories(tx: SqlTransaction, wanted: readonly Wanted<CategoryBehind>[]): Promise<Behind[]> {
  if (wanted.length === 0) return [];
  const { rows } = await sql<Behind>`
    select x.at, t.transaction_id as id
    from json_to_recordset(${JSON.stringify(wanted)}::json) as x(at integer, "customerId" text, category text, currency text, month text)
    join lateral (
      select transaction_id from analytics.transactions
      where customer_id = x."customerId" and category = x.category and currency = x.currency and status = 'posted'
        and transfer_match is null and date >= (x.month || '-01')::date and date < ((x.month || '-01')::date + interval '1 month')
      order by date desc, transaction_id limit 50
    ) t on true`.execute(tx);
  return rows;
}

/** What was posted on some accounts from a date on. */
async function onAccounts(tx: SqlTransaction, wanted: readonly Wanted<AccountsBehind>[]): Promise<Behind[]> {
  if (wanted.length === 0) return [];
  const { rows } = await sql<Behind>`
    select x.at, t.transaction_id as id
    from json_to_recordset(${JSON.stringify(wanted)}::json) as x(at integer, "customerId" text, accounts json, currency text, since date)
    join lateral (
      select transaction_id from analytics.transactions
      where customer_id = x."customerId" and account_id in (select json_array_elements_text(x.accounts)) and currency = x.currency
        and status = 'posted' and date >= x.since
      order by date desc, transaction_id limit 50
    ) t on true`.execute(tx);
  return rows;
}
