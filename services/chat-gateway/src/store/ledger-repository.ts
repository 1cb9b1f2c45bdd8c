import type { Sql } from '@munshi/database/database';
import type { MunshiEvent } from '@munshi/events/event';
import type { TransactionInsight } from '@munshi/events/insights';
import type { Transaction } from '@munshi/events/transaction';
import type { LedgerRow } from '@munshi/facts/definitions';
import { sql } from 'kysely';
import { jsonRows } from './json-rows.ts';

/**
 * The ledger: what the bank said and, beside it, what analytics made of it; either may come first. A higher sequence wins; posted
 * replaces pending whatever their sequences, never the reverse.
 */
export async function storeTransactions(tx: Sql, events: readonly MunshiEvent<Transaction>[]): Promise<void> {
  const rows = newest(events, (left, right) => (replaces(right, left) ? right : left)).map(({ data, sequence }) => ({
    customer_id: data.customerId,
    source: data.source,
    transaction_id: data.transactionId,
    account_id: data.accountId ?? null,
    minor: data.amount.minor,
    currency: data.amount.currency,
    date: data.date,
    at: data.time ?? null,
    status: data.status,
    merchant_name: data.merchant?.name ?? data.counterparty?.name ?? null,
    refers_to: data.refersTo ?? null,
    balance_minor: data.balanceAfter?.minor ?? null,
    balance_currency: data.balanceAfter?.currency ?? null,
    sequence,
    data,
  }));
  await sql`
    insert into gateway.transactions as t (customer_id, source, transaction_id, account_id, minor, currency, date, at, status,
      merchant_name, refers_to, balance_minor, balance_currency, sequence, data)
    select * from json_to_recordset(${jsonRows(rows)}::json) as r(customer_id text, source text, transaction_id text,
      account_id text, minor bigint, currency text, date date, at timestamptz, status text, merchant_name text, refers_to text,
      balance_minor bigint, balance_currency text, sequence bigint, data json)
    on conflict (customer_id, source, transaction_id) do update set account_id = excluded.account_id, minor = excluded.minor,
      currency = excluded.currency, date = excluded.date, at = excluded.at, status = excluded.status,
      merchant_name = excluded.merchant_name, refers_to = excluded.refers_to, balance_minor = excluded.balance_minor,
      balance_currency = excluded.balance_currency, sequence = greatest(t.sequence, excluded.sequence), data = excluded.data
    where (t.status = 'pending' and excluded.status = 'posted')
      or (excluded.sequence > t.sequence and not (t.status = 'posted' and excluded.status = 'pending'))`.execute(tx);
}

export async function storeEnrichments(tx: Sql, events: readonly MunshiEvent<TransactionInsight>[]): Promise<void> {
  const rows = newest(events, (left, right) => (right.sequence > left.sequence ? right : left)).map(({ data, sequence }) => ({
    customer_id: data.customerId,
    source: data.source,
    transaction_id: data.transactionId,
    category: data.category,
    merchant_name: data.merchant.name,
    transfer_match: data.transferMatch,
    refund_match: data.refundMatch,
    stream_id: data.streamId,
    sequence,
  }));
  await sql`
    insert into gateway.enrichments as e (customer_id, source, transaction_id, category, merchant_name, transfer_match, refund_match,
      stream_id, sequence)
    select * from json_to_recordset(${jsonRows(rows)}::json) as r(customer_id text, source text, transaction_id text,
      category text, merchant_name text, transfer_match text, refund_match text, stream_id text, sequence bigint)
    on conflict (customer_id, source, transaction_id) do update set category = excluded.category,
      merchant_name = excluded.merchant_name, transfer_match = excluded.transfer_match, refund_match = excluded.refund_match,
      stream_id = excluded.stream_id, sequence = excluded.sequence
    where excluded.sequence > e.sequence`.execute(tx);
}

/** Every row of a customer, in the order in which the bank told of them. */
export async function ledgerRows(db: Sql, customerId: string): Promise<LedgerRow[]> {
  const { rows } = await sql<StoredRow>`
    select t.transaction_id, t.source, t.account_id, t.minor, t.currency, t.date, t.data->>'time' as time, t.data->>'description' as description, t.data->>'channel' as channel, t.status, t.arrival,
      t.balance_minor, t.balance_currency, coalesce(e.category, 'uncategorised') as category,
      coalesce(e.merchant_name, t.merchant_name) as merchant_name, e.sequence is not null as enriched, e.transfer_match,
      coalesce(t.refers_to, e.refund_match) as refund_match
    from gateway.transactions t left join gateway.enrichments e using (customer_id, source, transaction_id)
    where t.customer_id = ${customerId} order by t.arrival`.execute(db);
  return rows.map(toLedgerRow);
}

interface StoredRow {
  readonly transaction_id: string;
  readonly source: string;
  readonly account_id: string | null;
  readonly minor: string;
  readonly currency: string;
  readonly date: string;
  readonly time: string | null;
  readonly description: string | null;
  readonly channel: string | null;
  readonly status: LedgerRow['status'];
  readonly arrival: string;
  readonly balance_minor: string | null;
  readonly balance_currency: string | null;
  readonly category: string;
  readonly merchant_name: string | null;
  readonly enriched: boolean;
  readonly transfer_match: string | null;
  readonly refund_match: string | null;
}

function toLedgerRow(row: StoredRow): LedgerRow {
  const { balance_minor: balance, balance_currency: balanceCurrency } = row;
  return {
    transactionId: row.transaction_id,
    source: row.source,
    accountId: row.account_id,
    amount: { minor: Number(row.minor), currency: row.currency },
    date: row.date,
    time: row.time,
    description: row.description,
    channel: row.channel,
    status: row.status,
    category: row.category,
    merchantName: row.merchant_name,
    enriched: row.enriched,
    transferMatch: row.transfer_match,
    refundMatch: row.refund_match,
    balanceAfter: balance === null || balanceCurrency === null ? null : { minor: Number(balance), currency: balanceCurrency },
    order: Number(row.arrival),
  };
}

type Version = MunshiEvent<{ customerId: string; source: string; transactionId: string }>;

/** One version of each transaction of a batch: an upsert touches a row once. */
function newest<Event extends Version>(events: readonly Event[], choose: (left: Event, right: Event) => Event): Event[] {
  const chosen = new Map<string, Event>();
  for (const event of events) {
    const id = JSON.stringify([event.data.customerId, event.data.source, event.data.transactionId]);
    const known = chosen.get(id);
    chosen.set(id, known ? choose(known, event) : event);
  }
  return [...chosen.values()];
}

function replaces(later: MunshiEvent<Transaction>, earlier: MunshiEvent<Transaction>): boolean {
  if (earlier.data.status === 'pending' && later.data.status === 'posted') return true;
  return later.sequence > earlier.sequence && !(earlier.data.status === 'posted' && later.data.status === 'pending');
}
