import type { Sql } from '@munshi/database/database';
import { sql } from 'kysely';

export interface LedgerNames {
  /** Whom money went to or came from, as the bank writes them. */
  readonly counterparties: readonly string[];
  readonly merchants: readonly string[];
  /** Accounts of the customer's and of others. */
  readonly accounts: readonly string[];
}

/** Everybody and every account that a customer's ledger names. */
export async function ledgerNames(db: Sql, customerId: string): Promise<LedgerNames> {
  const { rows } = await sql<{ kind: keyof LedgerNames; name: string }>`
    with own as (select t.data, t.account_id, e.merchant_name
      from gateway.transactions t left join gateway.enrichments e using (customer_id, source, transaction_id)
      where t.customer_id = ${customerId})
    select 'counterparties' as kind, data->'counterparty'->>'name' as name from own
    union select 'merchants', data->'merchant'->>'name' from own
    union select 'merchants', merchant_name from own
    union select 'accounts', account_id from own
    union select 'accounts', data->'counterparty'->>'account' from own`.execute(db);
  const named = Map.groupBy(
    rows.filter(({ name }) => (name ?? '').trim() !== ''),
    ({ kind }) => kind,
  );
  const namesOf = (kind: keyof LedgerNames): string[] => (named.get(kind) ?? []).map(({ name }) => name);
  return { counterparties: namesOf('counterparties'), merchants: namesOf('merchants'), accounts: namesOf('accounts') };
}
