import { addDays } from '@munshi/events/calendar-date';
import type { Category } from '@munshi/events/spending';
import type { DayAhead } from '@munshi/facts/balance-ahead';
import type { Forecast } from '../cashflow/forecast-balance.ts';
import type { KnownFlow } from '../cashflow/known-flows.ts';
import type { LowBalances } from '../recommendations/recommend.ts';
import type { Stream } from '../recurring/stream.ts';
import type { UsualDays } from '../spending/usual-days.ts';

/** A recurring payment as far as the coming weeks need it. */
export type OutlookStream = Omit<Stream, 'transactionIds'> & {
  readonly category: Category;
  /** The newest of them, as evidence. */
  readonly newest: readonly string[];
};

/** Money of current and savings accounts in the coming weeks. */
export interface OutlookCash {
  readonly currency: string;
  readonly accounts: readonly string[];
  /** At the end of the outlook's date, minor units. */
  readonly balance: number;
  readonly days: readonly DayAhead[];
  readonly flows: readonly KnownFlow[];
  /** What a day takes or brings besides the flows, Sunday first. Minor units, signed. */
  readonly pace: readonly number[];
}

/** What was known of a customer's coming weeks at the end of a date of the ledger; made once a day. */
export interface Outlook {
  readonly asOf: string;
  readonly streams: readonly OutlookStream[];
  readonly cash: OutlookCash | null;
  readonly usualDays: readonly UsualDays[];
  /** The lowest reported balances of the last months. */
  readonly lows: LowBalances;
}

/** Moments look so far ahead. */
const DAYS_KEPT = 45;
/** Ended longer ago than this, a payment is of no interest any more. */
const ENDED_DAYS = 120;
const EVIDENCE = 3;

/** Months of which the lowest balances are kept: what is idle and what falls is told from the complete ones of them. */
const DAYS_OF_LOWS = 160;

export function makeOutlook(made: {
  readonly asOf: string;
  readonly streams: readonly Stream[];
  readonly forecast: Forecast | null;
  readonly cash: Pick<OutlookCash, 'currency' | 'accounts' | 'balance'>;
  readonly usualDays: readonly UsualDays[];
  readonly lows: LowBalances;
}): Outlook {
  const { asOf, forecast } = made;
  const until = addDays(asOf, DAYS_KEPT);
  const oldest = addDays(asOf, -DAYS_OF_LOWS).slice(0, 7);
  return {
    asOf,
    streams: made.streams
      .filter(({ state, to }) => state !== 'ended' || to >= addDays(asOf, -ENDED_DAYS))
      .map(({ transactionIds, ...stream }) => ({ ...stream, newest: transactionIds.slice(-EVIDENCE) })),
    cash:
      forecast === null
        ? null
        : {
            ...made.cash,
            days: forecast.days.slice(0, DAYS_KEPT),
            flows: forecast.known.filter(({ date }) => date <= until),
            pace: forecast.pace.map(Math.round),
          },
    usualDays: made.usualDays,
    lows: Object.fromEntries(Object.entries(made.lows).filter(([key]) => key.slice(-7) >= oldest)),
  };
}
