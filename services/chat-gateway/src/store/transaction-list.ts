import type { Sql } from '@munshi/database/database';
import type { Transaction } from '@munshi/events/transaction';
import { sql } from 'kysely';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** A transaction as the ledger shows it. */
export type TransactionItem = Transaction & {
  readonly category: string;
  readonly merchantName: string | null;
  readonly transferMatch: string | null;
  readonly refundMatch: string | null;
  readonly streamId: string | null;
  /** The anomaly that analytics saw in it. */
  readonly anomaly: string | null;
};

export interface TransactionFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly category?: string | undefined;
  readonly merchant?: string | undefined;
  /** Minor units of the absolute amount. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

interface Row {
  readonly data: Transaction;
  readonly date: string;
  readonly at: Date | null;
  readonly arrival: string;
  readonly category: string;
  readonly merchant_name: string | null;
  readonly transfer_match: string | null;
  readonly refund_match: string | null;
  readonly stream_id: string | null;
  readonly anomaly: string | null;
}

const FIELDS = sql`t.data, t.date, t.at, t.arrival, coalesce(e.category, 'uncategorised') as category,
  coalesce(e.merchant_name, t.merchant_name) as merchant_name, e.transfer_match, coalesce(t.refers_to, e.refund_match) as refund_match,
  e.stream_id, (select min(a.anomaly_id) from gateway.anomalies a where a.customer_id = t.customer_id
    and (a.data->'transactionIds')::jsonb ? t.transaction_id) as anomaly`;
const TABLES = sql`gateway.transactions t left join gateway.enrichments e using (customer_id, source, transaction_id)`;
const NO_TIME = '-infinity';

/** Newest first. @throws RequestInvalidError on a cursor that is not ours */
export async function listTransactions(db: Sql, customerId: string, filter: TransactionFilter): Promise<Page<TransactionItem>> {
  const conditions = [sql`t.customer_id = ${customerId}`];
  if (filter.from) conditions.push(sql`t.date >= ${filter.from}::date`);
  if (filter.to) conditions.push(sql`t.date <= ${filter.to}::date`);
  if (filter.category) conditions.push(sql`coalesce(e.category, 'uncategorised') = ${filter.category}`);
  if (filter.merchant) conditions.push(sql`coalesce(e.merchant_name, t.merchant_name) ilike ${contains(filter.merchant)}`);
  if (filter.min !== undefined) conditions.push(sql`abs(t.minor) >= ${filter.min}::bigint`);
  if (filter.max !== undefined) conditions.push(sql`abs(t.minor) <= ${filter.max}::bigint`);
  if (filter.q) {
    const pattern = contains(filter.q);
    conditions.push(sql`concat_ws(' ', t.data->>'description', t.merchant_name, e.merchant_name, t.transaction_id) ilike ${pattern}`);
  }
  const after = filter.cursor === undefined ? null : decodeCursor(filter.cursor, 3);
  if (after) {
    const [date = '', at = '', arrival = ''] = after;
    conditions.push(sql`(t.date, coalesce(t.at, '-infinity'), t.arrival) < (${date}::date, ${at}::timestamptz, ${arrival}::bigint)`);
  }
  const { rows } = await sql<Row & { readonly at_text: string }>`
    select ${FIELDS}, coalesce(t.at, '-infinity')::text as at_text from ${TABLES} where ${sql.join(conditions, sql` and `)}
    order by t.date desc, coalesce(t.at, '-infinity') desc, t.arrival desc limit ${filter.limit + 1}`.execute(db);
  const items = rows.slice(0, filter.limit);
  const last = items.at(-1);
  const nextCursor = rows.length > filter.limit && last ? encodeCursor([last.date, last.at_text || NO_TIME, last.arrival]) : null;
  return { items: items.map(toItem), nextCursor };
}

/** The transactions of these ids that are the customer's, newest first. Ids of two sources may be equal: then both come. */
export async function transactionsById(db: Sql, customerId: string, ids: readonly string[]): Promise<TransactionItem[]> {
  const { rows } = await sql<Row>`
    select ${FIELDS} from ${TABLES} where t.customer_id = ${customerId}
      and t.transaction_id in (select json_array_elements_text(${JSON.stringify(ids)}::json))
    order by t.date desc, t.arrival desc`.execute(db);
  return rows.map(toItem);
}

function toItem({ data, ...row }: Row): TransactionItem {
  return {
    ...data,
    category: row.category,
    merchantName: row.merchant_name,
    transferMatch: row.transfer_match,
    refundMatch: row.refund_match,
    streamId: row.stream_id,
    anomaly: row.anomaly,
  };
}

function contains(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
