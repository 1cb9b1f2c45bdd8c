import { nextMonth } from '@munshi/facts/complete-months';
import type { LowBalance, LowBalances } from './recommend.ts';

/** `accountId YYYY-MM` → lowest balance that was reported; null where money moved and no balance was told. A month without either is absent. */
export type ReportedLows = Readonly<Record<string, LowBalance | null>>;

const MONTH_LETTERS = 'YYYY-MM'.length;

/**
 * The lowest balances of all months up to that of a date: where nothing moved on an account, what lay there is no less than the
 * lowest of the month before.
 */
export function carryLows(reported: ReportedLows, until: string): LowBalances {
  const carried: Record<string, LowBalance> = {};
  const accounts = Map.groupBy(Object.keys(reported).sort(), (key) => key.slice(0, -MONTH_LETTERS));
  for (const [account, keys] of accounts) {
    let low: LowBalance | null = null;
    for (let month = keys[0]?.slice(-MONTH_LETTERS) ?? until; month <= until.slice(0, MONTH_LETTERS); month = nextMonth(month)) {
      const own = reported[account + month];
      if (own !== undefined) low = own;
      if (low !== null) carried[account + month] = low;
    }
  }
  return carried;
}
