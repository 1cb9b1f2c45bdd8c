import type { Sql } from '@munshi/database/database';
import { sql } from 'kysely';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import { BOUGHT } from '../domain/recurring/is-contract.ts';
import { COLUMNS } from './transaction-columns.ts';

/**
 * Posted entries of some customers: from `since` on those that may be under a contract, from `boughtSince` on also what is
 * bought each time anew, which is most of a ledger.
 */
export async function loadPosted(
  database: Sql,
  { customerIds, since, boughtSince }: { readonly customerIds: readonly string[]; readonly since: string; readonly boughtSince: string },
): Promise<Map<string, LedgerEntry[]>> {
  const { rows } = await sql<LedgerEntry>`
    select ${COLUMNS} from analytics.transactions t
    where t.customer_id in (select json_array_elements_text(${JSON.stringify(customerIds)}::json))
      and t.status = 'posted' and t.date >= ${since}::date
      and (t.date >= ${boughtSince}::date or t.category not in (select json_array_elements_text(${JSON.stringify([...BOUGHT])}::json)))`.execute(
    database,
  );
  return Map.groupBy(rows, ({ customerId }) => customerId);
}
