import { setImmediate as pause } from 'node:timers/promises';
import type { Sql } from '@munshi/database/database';
import { addDays } from '@munshi/events/calendar-date';
import { type ForecastDay, forecastBalance } from '../domain/cashflow/forecast-balance.ts';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import { findStreams } from '../domain/recurring/find-streams.ts';
import type { Stream } from '../domain/recurring/stream.ts';
import { loadAgreed } from '../store/agreed-repository.ts';
import { type AccountBalance, type BoughtTotal, loadBalances, loadBought, loadCashAccounts } from '../store/cash-repository.ts';

/** What is known of a customer's coming weeks. */
export interface MoneyAhead {
  readonly streams: readonly Stream[];
  /** Of current and savings accounts together; null where a balance is unknown or the history too short. */
  readonly forecast: readonly ForecastDay[] | null;
}

/** A yearly payment shows from its second time on. */
const DAYS_READ = 800;
const DAYS_AHEAD = 90;

/** Recurring payments and balances ahead of some customers as of a date. Other work of the process goes on between two customers. */
export async function moneyAhead(
  database: Sql,
  { customerIds, asOf, currency }: { readonly customerIds: readonly string[]; readonly asOf: string; readonly currency: string },
): Promise<Map<string, MoneyAhead>> {
  const since = addDays(asOf, -DAYS_READ);
  const agreed = await loadAgreed(database, customerIds, since);
  const bought = await loadBought(database, { customerIds, since, currency });
  const balances = await loadBalances(database, { customerIds, currency });
  const accounts = await loadCashAccounts(database, { customerIds, currency });
  const ahead = new Map<string, MoneyAhead>();
  for (const customerId of customerIds) {
    const entries = agreed.get(customerId) ?? [];
    const cash = {
      accounts: new Set(accounts.get(customerId)?.map(({ accountId }) => accountId)),
      entries: entries.filter((entry) => entry.currency === currency),
      bought: bought.get(customerId) ?? [],
      balances: balances.get(customerId) ?? [],
    };
    ahead.set(customerId, { streams: findStreams(entries, asOf), forecast: forecastOf(cash, asOf) });
    await pause();
  }
  return ahead;
}

interface Cash {
  readonly accounts: ReadonlySet<string>;
  readonly entries: readonly LedgerEntry[];
  readonly bought: readonly BoughtTotal[];
  readonly balances: readonly AccountBalance[];
}

function forecastOf({ accounts, entries, bought, balances }: Cash, asOf: string): readonly ForecastDay[] | null {
  const own = balances.filter(({ accountId }) => accounts.has(accountId));
  if (accounts.size === 0 || own.length < accounts.size) return null;
  const forecast = forecastBalance({
    agreed: entries.filter(({ accountId }) => accountId !== null && accounts.has(accountId)),
    bought: bought.filter(({ accountId, date }) => accounts.has(accountId) && date <= asOf),
    balance: own.reduce((sum, { minor }) => sum + minor, 0),
    asOf,
    days: DAYS_AHEAD,
  });
  return forecast?.days ?? null;
}
