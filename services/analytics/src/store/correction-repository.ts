import type { SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { Named } from './transaction-repository.ts';

/** A transaction whose category the customer has said; its merchant where it is known without the ledger. */
export interface Word {
  readonly customerId: string;
  readonly source: string;
  readonly transactionId: string;
  readonly merchantId: string | null;
}

/** Every entry of the merchants of some transactions, and these: what a customer's word on them may change. One statement. */
export async function loadOfMerchants(tx: SqlTransaction, words: readonly Word[]): Promise<Named[]> {
  if (words.length === 0) return [];
  const input = words.map(({ customerId, source, transactionId, merchantId }) => ({
    c: customerId,
    s: source,
    i: transactionId,
    m: merchantId,
  }));
  const { rows } = await sql<Named>`
    with words as (
      select * from json_to_recordset(${JSON.stringify(input)}::json) as x(c text, s text, i text, m text)
    ), merchants as (
      select c, m from words where m is not null
      union
      select w.c, t.merchant_id from words w
      join analytics.transactions t on t.customer_id = w.c and t.source = w.s and t.transaction_id = w.i and t.merchant_id is not null
    )
    select t.customer_id as "customerId", t.source, t.transaction_id as "transactionId", t.refers_to as "refersTo", t.currency,
      t.minor::float8 as minor
    from analytics.transactions t
    where exists (select from merchants where c = t.customer_id and m = t.merchant_id)
      or exists (select from words where c = t.customer_id and s = t.source and i = t.transaction_id)`.execute(tx);
  return rows;
}
