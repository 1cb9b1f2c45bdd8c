import { addDays } from '@munshi/events/calendar-date';
import type { DayAhead } from '@munshi/facts/balance-ahead';
import { weekdayOf } from '../cashflow/forecast-balance.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { OutlookCash } from './outlook.ts';

/** What moved on current and savings accounts since an outlook was made; integers, so that corrections leave no trace. Minor units. */
export interface CashSince {
  /** Payments that are of no stream. */
  readonly other: number;
  /** Payments of streams, by stream. */
  readonly met: Readonly<Record<string, number>>;
}

export const NOTHING_SINCE: CashSince = { other: 0, met: {} };

/** Takes a new version of an entry in, in place of the one that stood. `isCash` says whether an entry counts. */
export function moveCash(
  since: CashSince,
  { before, after }: { readonly before: LedgerEntry | undefined; readonly after: LedgerEntry },
  isCash: (entry: LedgerEntry) => boolean,
): CashSince {
  let { other } = since;
  const met = { ...since.met };
  for (const { entry, sign } of [
    { entry: before, sign: -1 },
    { entry: after, sign: 1 },
  ]) {
    if (entry === undefined || !isCash(entry)) continue;
    if (entry.streamId === null) other += sign * entry.minor;
    else met[entry.streamId] = (met[entry.streamId] ?? 0) + sign * entry.minor;
  }
  return { other, met };
}

/** What moved after `earlier`, of which `later` is what had moved in all. */
export function sinceThen(later: CashSince, earlier: CashSince): CashSince {
  const met = Object.entries(later.met).flatMap(([id, minor]) => {
    const left = minor - (earlier.met[id] ?? 0);
    return left === 0 ? [] : [[id, left] as const];
  });
  return { other: later.other - earlier.other, met: Object.fromEntries(met) };
}

export interface CashNow {
  readonly currency: string;
  readonly balance: number;
  /** The days after `asOf`. */
  readonly days: readonly DayAhead[];
  /** The next income that is known and has not come. */
  readonly nextIncome: string | null;
}

/**
 * The forecast of an outlook moved on to `asOf` by what has really happened since: what was not foreseen, less what such days
 * usually take, and the difference of what was. An income that is overdue is not counted on.
 */
export function cashNow(
  cash: OutlookCash,
  { since, from, asOf }: { readonly since: CashSince; readonly from: string; readonly asOf: string },
): CashNow {
  let usual = 0;
  for (let date = addDays(from, 1); date <= asOf; date = addDays(date, 1)) usual += cash.pace[weekdayOf(date)] ?? 0;
  const left = new Map(Object.entries(since.met));
  let shift = since.other - usual;
  let nextIncome: string | null = null;
  for (const { streamId, minor, date, isIncome } of [...cash.flows].sort((one, other) => (one.date < other.date ? -1 : 1))) {
    const met = streamId === null ? undefined : left.get(streamId);
    if (streamId !== null && met !== undefined) {
      shift += met - minor;
      left.delete(streamId);
    } else if (isIncome && date <= asOf) shift -= minor;
    else if (isIncome) nextIncome ??= date;
  }
  for (const met of left.values()) shift += met;
  const moved = Object.values(since.met).reduce((sum, minor) => sum + minor, since.other);
  const days = cash.days
    .filter(({ date }) => date > asOf)
    .map(({ date, low, expected, high }) => ({ date, low: low + shift, expected: expected + shift, high: high + shift }));
  return { currency: cash.currency, balance: cash.balance + moved, days, nextIncome };
}
