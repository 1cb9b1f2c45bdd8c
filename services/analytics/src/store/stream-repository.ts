import type { SqlTransaction } from '@munshi/database/database';
import { sql } from 'kysely';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import { COLUMNS } from './transaction-columns.ts';

/** The transactions of one customer's recurring payments, as they are found now. */
export interface FoundStreams {
  readonly customerId: string;
  /** Transaction id → stream id. */
  readonly streamOf: Readonly<Record<string, string>>;
  /** Entries older than this were not looked at and keep what they have. */
  readonly since: string;
}

/** Puts the streams on the entries; gives those that it changes, with their revision raised. One statement. */
export async function storeStreams(tx: SqlTransaction, found: readonly FoundStreams[]): Promise<LedgerEntry[]> {
  if (found.length === 0) return [];
  const customers = found.map(({ customerId, since }) => ({ c: customerId, f: since }));
  const streams = found.flatMap(({ customerId, streamOf }) => Object.entries(streamOf).map(([i, s]) => ({ c: customerId, i, s })));
  const { rows } = await sql<LedgerEntry>`
    with customers as (
      select * from json_to_recordset(${JSON.stringify(customers)}::json) as x(c text, f date)
    ), streams as (
      select * from json_to_recordset(${JSON.stringify(streams)}::json) as x(c text, i text, s text)
    ), wanted as (
      select t.customer_id, t.source, t.transaction_id, s.s
      from customers c join analytics.transactions t on t.customer_id = c.c and t.date >= c.f
      left join streams s on s.c = t.customer_id and s.i = t.transaction_id
      where t.stream_id is distinct from s.s
    )
    update analytics.transactions t set stream_id = w.s, revision = t.revision + 1
    from wanted w where t.customer_id = w.customer_id and t.source = w.source and t.transaction_id = w.transaction_id
    returning ${COLUMNS}`.execute(tx);
  return rows;
}
