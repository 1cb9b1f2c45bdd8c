import type { Sql } from '@munshi/database/database';
import { sql } from 'kysely';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import { BOUGHT } from '../domain/recurring/is-contract.ts';
import { COLUMNS } from './transaction-columns.ts';

/** Posted entries of some customers from a date on that may be under a contract; what is bought each time anew, most of a ledger, is not read. */
export async function loadAgreed(database: Sql, customerIds: readonly string[], since: string): Promise<Map<string, LedgerEntry[]>> {
  const { rows } = await sql<LedgerEntry>`
    select ${COLUMNS} from analytics.transactions t
    where t.customer_id in (select json_array_elements_text(${JSON.stringify(customerIds)}::json))
      and t.status = 'posted' and t.date >= ${since}::date
      and t.category not in (select json_array_elements_text(${JSON.stringify([...BOUGHT])}::json))`.execute(database);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}
