import type { Sql } from '@munshi/database/database';
import { sql } from 'kysely';
import { BOUGHT } from '../domain/recurring/is-contract.ts';

export interface BoughtTotal {
  readonly customerId: string;
  readonly accountId: string;
  readonly date: string;
  readonly minor: number;
}

/** Totals of what was bought each time anew, by account and day, of one currency from a date on. */
export async function loadBought(
  database: Sql,
  { customerIds, since, currency }: { readonly customerIds: readonly string[]; readonly since: string; readonly currency: string },
): Promise<Map<string, BoughtTotal[]>> {
  const { rows } = await sql<BoughtTotal>`
    select t.customer_id as "customerId", t.account_id as "accountId", t.date, sum(t.minor)::float8 as minor
    from analytics.transactions t
    where t.customer_id in (select json_array_elements_text(${JSON.stringify(customerIds)}::json))
      and t.status = 'posted' and t.date >= ${since}::date and t.currency = ${currency} and t.account_id is not null
      and t.category in (select json_array_elements_text(${JSON.stringify([...BOUGHT])}::json))
    group by t.customer_id, t.account_id, t.date`.execute(database);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

export interface AccountBalance {
  readonly customerId: string;
  readonly accountId: string;
  /** The newest balance that the bank reported, and what was posted after it. Minor units. */
  readonly minor: number;
}

/** Balances of accounts as the ledger tells them, of one currency; an account whose balance was never reported is absent. */
export async function loadBalances(
  database: Sql,
  { customerIds, currency }: { readonly customerIds: readonly string[]; readonly currency: string },
): Promise<Map<string, AccountBalance[]>> {
  const { rows } = await sql<AccountBalance>`
    with posted as (
      select t.customer_id, t.account_id, t.minor, t.balance_after,
        row_number() over (partition by t.customer_id, t.account_id order by t.date desc, t.time desc nulls last, t.transaction_id desc) as age
      from analytics.transactions t
      where t.customer_id in (select json_array_elements_text(${JSON.stringify(customerIds)}::json))
        and t.status = 'posted' and t.currency = ${currency} and t.account_id is not null
    ), reported as (
      select customer_id, account_id, min(age) as age from posted where balance_after is not null group by customer_id, account_id
    )
    select r.customer_id as "customerId", r.account_id as "accountId",
      (max(p.balance_after) filter (where p.age = r.age) + coalesce(sum(p.minor) filter (where p.age < r.age), 0))::float8 as minor
    from reported r join posted p using (customer_id, account_id) group by r.customer_id, r.account_id`.execute(database);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}

/** Current and savings accounts of a currency, as the profiles of the customers name them. */
export async function loadCashAccounts(
  database: Sql,
  { customerIds, currency }: { readonly customerIds: readonly string[]; readonly currency: string },
): Promise<Map<string, { readonly customerId: string; readonly accountId: string }[]>> {
  const { rows } = await sql<{ customerId: string; accountId: string }>`
    select c.customer_id as "customerId", a.key as "accountId"
    from analytics.customers c cross join jsonb_each(c.state -> 'accounts') a
    where c.customer_id in (select json_array_elements_text(${JSON.stringify(customerIds)}::json))
      and a.value ->> 'kind' in ('current', 'savings') and a.value ->> 'currency' = ${currency}`.execute(database);
  return Map.groupBy(rows, ({ customerId }) => customerId);
}
