import { setImmediate as pause } from 'node:timers/promises';
import type { Sql } from '@munshi/database/database';
import { addDays } from '@munshi/events/calendar-date';
import { type Forecast, forecastBalance } from '../domain/cashflow/forecast-balance.ts';
import type { LedgerEntry } from '../domain/ledger/ledger-entry.ts';
import { emptyMoney, type MoneyState } from '../domain/outlook/money-state.ts';
import { makeOutlook, type Outlook } from '../domain/outlook/outlook.ts';
import type { LowBalances } from '../domain/recommendations/recommend.ts';
import { findStreams } from '../domain/recurring/find-streams.ts';
import { findTrials } from '../domain/recurring/find-trials.ts';
import { isBought } from '../domain/recurring/is-contract.ts';
import type { Stream } from '../domain/recurring/stream.ts';
import { MONTHS_COMPARED, usualDays } from '../domain/spending/usual-days.ts';
import { loadLowBalances } from '../store/balance-repository.ts';
import { type AccountBalance, type BoughtTotal, loadBalances, loadBought, loadCashAccounts } from '../store/cash-repository.ts';
import { loadMoney } from '../store/money-repository.ts';
import { loadPosted } from '../store/posted-repository.ts';

/** What is known of a customer's coming weeks. */
export interface MoneyAhead {
  readonly streams: readonly Stream[];
  /** Of current and savings accounts together; null where a balance is unknown or the history too short. */
  readonly forecast: Forecast | null;
  readonly outlook: Outlook;
  readonly lows: LowBalances;
  /** As it was when the ledger was read: what had moved by then is in the balances. */
  readonly money: MoneyState;
  /** The first date whose entries were looked at. */
  readonly since: string;
}

/** A yearly payment shows from its second time on. */
const DAYS_READ = 800;
const DAYS_AHEAD = 90;
/** Complete months of a customer who was not seen for a year are not read. */
const DAYS_OF_LOWS = 480;
const LONGEST_MONTH = 31;

export interface AheadOf {
  readonly customerIds: readonly string[];
  readonly asOf: string;
  readonly currency: string;
}

/** Read at one moment: what moves after it is in `monies` of later reads, and nothing is in both. */
function readLedger(database: Sql, { customerIds, asOf, currency }: AheadOf) {
  const since = addDays(asOf, -DAYS_READ);
  const boughtSince = addDays(asOf, -(MONTHS_COMPARED + 1) * LONGEST_MONTH);
  return database
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (tx) => ({
      since,
      boughtSince,
      posted: await loadPosted(tx, { customerIds, since, boughtSince }),
      bought: await loadBought(tx, { customerIds, since, currency }),
      balances: await loadBalances(tx, { customerIds, currency }),
      accounts: await loadCashAccounts(tx, { customerIds, currency }),
      lows: await loadLowBalances(tx, { customerIds, since: addDays(asOf, -DAYS_OF_LOWS), asOf }),
      monies: await loadMoney(tx, customerIds),
    }));
}

/** Recurring payments and balances ahead of some customers as of a date. Other work of the process goes on between two customers. */
export async function moneyAhead(database: Sql, of: AheadOf): Promise<Map<string, MoneyAhead>> {
  const { customerIds, asOf, currency } = of;
  const { since, boughtSince, posted, bought, balances, accounts, lows, monies } = await readLedger(database, of);
  const ahead = new Map<string, MoneyAhead>();
  for (const customerId of customerIds) {
    const entries = posted.get(customerId) ?? [];
    const agreed = entries.filter(({ category }) => !isBought(category));
    const found = findStreams(agreed, asOf);
    const streams = [...found, ...findTrials(agreed, found, asOf)];
    const cash = {
      accounts: new Set(accounts.get(customerId)?.map(({ accountId }) => accountId)),
      agreed: agreed.filter((entry) => entry.currency === currency),
      bought: bought.get(customerId) ?? [],
      balances: balances.get(customerId) ?? [],
    };
    const balance = balanceOf(cash);
    const forecast = balance === null ? null : forecastOf(cash, { asOf, balance });
    const dates = entries.map(({ date }) => date).sort();
    const days = usualDays(
      entries.filter(({ date }) => date >= boughtSince && date <= asOf),
      { from: dates[0] ?? asOf, to: asOf },
    );
    const own = { currency, accounts: [...cash.accounts], balance: balance ?? 0 };
    const lowest = lows.get(customerId) ?? {};
    const outlook = makeOutlook({ asOf, streams, forecast, cash: own, usualDays: days, lows: lowest });
    const money = monies.get(customerId) ?? emptyMoney(customerId);
    ahead.set(customerId, { streams, forecast, since, money, lows: lowest, outlook });
    await pause();
  }
  return ahead;
}

interface Cash {
  readonly accounts: ReadonlySet<string>;
  readonly agreed: readonly LedgerEntry[];
  readonly bought: readonly BoughtTotal[];
  readonly balances: readonly AccountBalance[];
}

function balanceOf({ accounts, balances }: Cash): number | null {
  const own = balances.filter(({ accountId }) => accounts.has(accountId));
  return accounts.size === 0 || own.length < accounts.size ? null : own.reduce((sum, { minor }) => sum + minor, 0);
}

function forecastOf(
  { accounts, agreed, bought }: Cash,
  { asOf, balance }: { readonly asOf: string; readonly balance: number },
): Forecast | null {
  return forecastBalance({
    agreed: agreed.filter(({ accountId }) => accountId !== null && accounts.has(accountId)),
    bought: bought.filter(({ accountId, date }) => accounts.has(accountId) && date <= asOf),
    balance,
    asOf,
    days: DAYS_AHEAD,
  });
}
