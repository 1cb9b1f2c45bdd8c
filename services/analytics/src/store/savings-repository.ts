import type { Sql } from '@munshi/database/database';
import type { Moved } from '@munshi/facts/savings-goals';
import { sql } from 'kysely';
import type { CustomerState } from '../domain/customer/customer-state.ts';
import { type Savings, wantedSavings } from '../domain/goals/savings.ts';
import type { MoneyState } from '../domain/outlook/money-state.ts';
import { loadBalances } from './cash-repository.ts';

/** What the ledger says of the accounts of who has goals, by customer; nobody else is read, and no statement made where nobody has. */
export async function loadSavings(
  tx: Sql,
  of: readonly { readonly state: CustomerState; readonly money: MoneyState }[],
): Promise<Map<string, Savings>> {
  const wanted = of.flatMap(({ state, money }) => wantedSavings(state, money));
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<Omit<Moved, 'date' | 'minor'> & { customerId: string; date: string | null; minor: number | null }>`
    select w."customerId", w."accountId", w.currency, m.date, m.minor::float8 as minor
    from json_to_recordset(${JSON.stringify(wanted)}::json) as w("customerId" text, "accountId" text, currency text, since date)
    join lateral (
      select from analytics.transactions t
      where t.customer_id = w."customerId" and t.account_id = w."accountId" and t.currency = w.currency and t.status = 'posted' limit 1
    ) seen on true
    left join lateral (
      select t.date, sum(t.minor) as minor from analytics.transactions t
      where t.customer_id = w."customerId" and t.account_id = w."accountId" and t.currency = w.currency and t.status = 'posted'
        and t.date >= w.since
      group by t.date
    ) m on true`.execute(tx);
  const customerIds = [...new Set(wanted.map(({ customerId }) => customerId))];
  const reported = new Map<string, number>();
  for (const currency of new Set(wanted.map((one) => one.currency)))
    for (const [customerId, balances] of await loadBalances(tx, { customerIds, currency }))
      for (const { accountId, minor } of balances) reported.set(`${customerId} ${accountId}`, minor);
  const byCustomer = Map.groupBy(rows, ({ customerId }) => customerId);
  return new Map(
    customerIds.map((customerId) => {
      const own = byCustomer.get(customerId) ?? [];
      const moved = own.flatMap(({ accountId, currency, date, minor }) =>
        date === null || minor === null ? [] : [{ accountId, currency, date, minor }],
      );
      const balances = own.map(({ accountId }) => [accountId, reported.get(`${customerId} ${accountId}`) ?? null] as const);
      return [customerId, { moved, balances: new Map(balances) }];
    }),
  );
}
