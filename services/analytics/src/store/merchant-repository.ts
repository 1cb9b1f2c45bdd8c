import type { Sql, SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import { addedUp, DAYS_LOOKED_AT, type MerchantDay } from '../domain/features/merchant-days.ts';

/** Days of those among the merchants against which something was said, as far back from a date as is looked at; most have nothing. */
export async function loadMerchantDays(
  tx: SqlTransaction,
  { merchantIds, since, until }: { readonly merchantIds: readonly string[]; readonly since: string; readonly until: string },
): Promise<Map<string, MerchantDay[]>> {
  if (merchantIds.length === 0) return new Map();
  const { rows } = await sql<MerchantDay>`
    with spoken_of as (
      select distinct m.merchant_id from analytics.merchant_days m
      where m.frauds <> 0 and m.merchant_id in (select json_array_elements_text(${JSON.stringify(merchantIds)}::json))
    )
    select m.merchant_id as "merchantId", m.date, m.known_on as "knownOn", m.payments, m.frauds
    from spoken_of join analytics.merchant_days m using (merchant_id)
    where m.date >= ${since}::date - ${DAYS_LOOKED_AT}::int and m.date <= ${until}::date`.execute(tx);
  return Map.groupBy(rows, ({ merchantId }) => merchantId);
}

/**
 * Adds counts to the merchants' days. Sums, so that transactions that run at once may come in any order; in the order of the
 * key, so that none of them waits for one that waits for it. To be the last statement of a transaction: other lanes wait for the rows.
 */
export async function addMerchantDays(tx: SqlTransaction, changes: readonly MerchantDay[]): Promise<void> {
  const rows = addedUp([], changes).map(({ merchantId, date, knownOn, payments, frauds }) => ({
    merchant_id: merchantId,
    date,
    known_on: knownOn,
    payments,
    frauds,
  }));
  if (rows.length === 0) return;
  await sql`
    insert into analytics.merchant_days as m (merchant_id, date, known_on, payments, frauds)
    select merchant_id, date, known_on, payments, frauds
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(merchant_id text, date date, known_on date, payments integer, frauds integer)
    order by merchant_id collate "C", date, known_on
    on conflict (merchant_id, date, known_on) do update set
      payments = m.payments + excluded.payments, frauds = m.frauds + excluded.frauds`.execute(tx);
}

/** Forgets days that no window reaches any more. */
export async function forgetMerchantDays(database: Sql, before: string): Promise<void> {
  await sql`delete from analytics.merchant_days where date < ${before}::date`.execute(database);
}
