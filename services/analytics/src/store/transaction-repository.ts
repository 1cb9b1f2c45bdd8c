import type { SqlTransaction } from '@munshi/database/database';
import type { MunshiEvent } from '@munshi/events/event';
import type { Transaction } from '@munshi/events/transaction';
import { sql } from 'kysely';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import { COLUMNS, EXCLUDED, NAMES, toRow } from './transaction-columns.ts';

/** What an entry and those around it are found by. */
export type Named = Pick<LedgerEntry, 'customerId' | 'source' | 'transactionId' | 'refersTo' | 'currency' | 'minor'>;

/** Accounts that a customer was not known to own before. */
export interface NewAccount {
  readonly customerId: string;
  readonly accountId: string;
}

/**
 * The entries that a batch can touch, by customer: versions of its transactions, what these refer to, what names a new
 * account, the whole amount group of all of those (where money both left and came), what refers to any of them, and what
 * those refer to. One statement whatever the size of the batch.
 */
export async function loadStanding(
  tx: SqlTransaction,
  events: readonly MunshiEvent<Transaction>[],
  newAccounts: readonly NewAccount[],
  recategorised: readonly Named[] = [],
): Promise<Map<string, LedgerEntry[]>> {
  const ofEvents = events.map(({ key, data }) => ({
    s: data.source,
    i: data.transactionId,
    r: data.refersTo ?? null,
    c: key,
    u: data.amount.currency,
    m: data.amount.minor,
  }));
  const ofMerchants = recategorised.map(({ customerId, source, transactionId, refersTo, currency, minor }) => ({
    s: source,
    i: transactionId,
    r: refersTo,
    c: customerId,
    u: currency,
    m: minor,
  }));
  const incoming = [...ofEvents, ...ofMerchants];
  const accounts = newAccounts.map(({ customerId, accountId }) => ({ c: customerId, a: accountId }));
  const { rows } = await sql<LedgerEntry>`
    with incoming as (
      select * from json_to_recordset(${JSON.stringify(incoming)}::json) as x(s text, i text, r text, c text, u text, m bigint)
    ), accounts as (
      select * from json_to_recordset(${JSON.stringify(accounts)}::json) as x(c text, a text)
    ), named as (
      select s, i, c from incoming union select s, r, c from incoming where r is not null
    ), known as (
      select t.source, t.transaction_id, t.customer_id, t.currency, abs(t.minor) as size, 0 as sign
      from named n join analytics.transactions t on t.source = n.s and t.transaction_id = n.i and t.customer_id = n.c
      union
      select t.source, t.transaction_id, t.customer_id, t.currency, abs(t.minor), 0
      from accounts a join analytics.transactions t on t.customer_id = a.c and t.counterparty_account = a.a
    ), groups as (
      select customer_id, currency, size, bool_or(sign >= 0) as gains, bool_or(sign <= 0) as loses
      from (
        select customer_id, currency, size, sign from known
        union all
        select c, u, abs(m), sign(m) from incoming
      ) amounts group by customer_id, currency, size
    ), touched as (
      select customer_id, source, transaction_id from known
      union
      select t.customer_id, t.source, t.transaction_id from named n
      join analytics.transactions t on t.customer_id = n.c and t.source = n.s and t.refers_to = n.i
      union
      select t.customer_id, t.source, t.transaction_id from groups g
      join analytics.transactions t on t.customer_id = g.customer_id and t.currency = g.currency and abs(t.minor) = g.size
      where (g.gains and g.loses) or exists (
        select from analytics.transactions o
        where o.customer_id = g.customer_id and o.currency = g.currency and abs(o.minor) = g.size
          and case when g.gains then o.minor < 0 else o.minor > 0 end
      )
    ), whole as (
      select customer_id, source, transaction_id from touched
      union
      select customer_id, source, refers_to from touched
      join analytics.transactions t using (customer_id, source, transaction_id) where t.refers_to is not null
    )
    select ${COLUMNS} from whole join analytics.transactions t using (customer_id, source, transaction_id)`.execute(tx);
  return Map.groupBy(rows, (row) => row.customerId);
}

/** The entries of some transactions, by customer. */
export async function loadEntries(
  tx: SqlTransaction,
  named: readonly { readonly customerId: string; readonly transactionId: string }[],
): Promise<Map<string, LedgerEntry[]>> {
  if (named.length === 0) return new Map();
  const ids = named.map(({ customerId, transactionId }) => ({ c: customerId, i: transactionId }));
  const { rows } = await sql<LedgerEntry>`
    select ${COLUMNS} from analytics.transactions t
    where (t.customer_id, t.transaction_id) in (select c, i from json_to_recordset(${JSON.stringify(ids)}::json) as x(c text, i text))`.execute(
    tx,
  );
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** Stores entries, each in place of the version that stood. One statement. */
export async function storeEntries(tx: SqlTransaction, entries: readonly LedgerEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await sql`
    insert into analytics.transactions as t (${NAMES})
    select ${NAMES} from json_to_recordset(${JSON.stringify(entries.map(toRow))}::json) as x(
      source text, transaction_id text, customer_id text, account_id text, minor bigint, currency text, date date, time text,
      hour smallint, status text, sequence bigint, mcc text, merchant_id text, merchant_name text, city text, country text,
      counterparty_account text, balance_after bigint, refers_to text, own_category text, own_confidence real, hint text,
      category text, confidence real, transfer_match text, refund_match text, stream_id text, revision integer, score real, anomaly_id text, teaches boolean)
    on conflict (customer_id, source, transaction_id) do update set (${NAMES}) = (${EXCLUDED})`.execute(tx);
}

export async function deleteEntries(tx: SqlTransaction, customerId: string): Promise<void> {
  await sql`delete from analytics.transactions where customer_id = ${customerId}`.execute(tx);
}
