import { addDays, daysBetween } from '@munshi/events/calendar-date';
import { median } from 'simple-statistics';
import { cashOf } from '../../domain/cashflow/cash-of.ts';
import { forecastBalance } from '../../domain/cashflow/forecast-balance.ts';
import { knownFlows } from '../../domain/cashflow/known-flows.ts';
import type { CustomerState } from '../../domain/customer/customer-state.ts';
import type { LedgerEntry } from '../../domain/ledger/ledger-entry.ts';
import type { SimulatedLedgers } from './simulated-ledgers.ts';

export interface CashflowFigures {
  readonly horizon: number;
  readonly forecasts: number;
  /** Share of balances within the 80 % band. */
  readonly coverage: number;
  /** Mean over the levels 0.1, 0.5 and 0.9, as a share of the customers' monthly spending; a baseline says one figure at each. */
  readonly pinball: Readonly<Record<string, number>>;
  /** The same at 0.5 alone: half of the mean absolute error. */
  readonly pinballOfMedian: Readonly<Record<string, number>>;
}

export const HORIZONS = [30, 60, 90] as const;
const LEVELS = [0.1, 0.5, 0.9] as const;
const CASH = new Set(['current', 'savings']);
const OURS = 'ours';

interface Case {
  readonly horizon: number;
  /** What the balance really changed by. */
  readonly change: number;
  readonly scale: number;
  /** Method → its figures at the levels. */
  readonly said: Readonly<Record<string, readonly number[]>>;
}

/** Forecasts of each customer's cash made at several dates, from what was known then, against what became of it. */
export function evaluateCashflow({ ledgers }: SimulatedLedgers, origins: readonly string[]): CashflowFigures[] {
  const cases = ledgers.flatMap(({ state, entries }) => origins.flatMap((asOf) => casesOf(cashEntries(state, entries), asOf)));
  return HORIZONS.map((horizon) => {
    const own = cases.filter((one) => one.horizon === horizon);
    const methods = Object.keys(own[0]?.said ?? {});
    const inside = own.filter(({ change, said }) => change >= (said[OURS]?.[0] ?? 0) && change <= (said[OURS]?.[2] ?? 0));
    const loss = (levels: readonly number[]) => Object.fromEntries(methods.map((method) => [method, meanLoss(own, { method, levels })]));
    return { horizon, forecasts: own.length, coverage: inside.length / own.length, pinball: loss(LEVELS), pinballOfMedian: loss([0.5]) };
  });
}

function cashEntries(state: CustomerState, entries: readonly LedgerEntry[]): LedgerEntry[] {
  return entries.filter(({ accountId, status }) => status === 'posted' && CASH.has(state.accounts[accountId ?? '']?.kind ?? ''));
}

function casesOf(entries: readonly LedgerEntry[], asOf: string): Case[] {
  const past = entries.filter(({ date }) => date <= asOf);
  const forecast = forecastBalance({ ...cashOf(past), balance: 0, asOf, days: Math.max(...HORIZONS) });
  if (forecast === null) return [];
  const sum = (from: string, to: string) =>
    entries.reduce((total, { date, minor }) => (date > from && date <= to ? total + minor : total), 0);
  const lastMonth = sum(addDays(asOf, -30), asOf);
  const scale = monthlySpend(past, asOf);
  return HORIZONS.map((horizon) => {
    const day = forecast.days[horizon - 1] ?? { low: 0, expected: 0, high: 0 };
    const naive = (lastMonth * horizon) / 30;
    const recurring = medianSpend(past, { asOf, horizon });
    return {
      horizon,
      change: sum(asOf, addDays(asOf, horizon)),
      scale,
      said: {
        [OURS]: [day.low, day.expected, day.high],
        'last month repeats': [naive, naive, naive],
        'median spend and recurring': [recurring, recurring, recurring],
      },
    };
  });
}

/** What left in a month on average, own transfers not counted: what errors are measured by, so that no customer outweighs the others. */
function monthlySpend(past: readonly LedgerEntry[], asOf: string): number {
  const from = past.map(({ date }) => date).sort()[0] ?? asOf;
  const spent = past.reduce((sum, { minor, transferMatch }) => (minor < 0 && transferMatch === null ? sum - minor : sum), 0);
  return Math.max(1, (spent * 30) / (daysBetween(from, asOf) + 1));
}

/** Balance, less the median day's spending of what is not recurring, with the recurring payments on top. */
function medianSpend(past: readonly LedgerEntry[], { asOf, horizon }: { readonly asOf: string; readonly horizon: number }): number {
  const { flows, explained } = knownFlows(past, { asOf, until: addDays(asOf, horizon) });
  const byMonth = [0, 1, 2, 3, 4, 5].map((month) => {
    const [from, to] = [addDays(asOf, -30 * (month + 1)), addDays(asOf, -30 * month)];
    return past.reduce((sum, { date, minor, transactionId, transferMatch }) => {
      const isSpent = minor < 0 && transferMatch === null && !explained.has(transactionId) && date > from && date <= to;
      return isSpent ? sum + minor : sum;
    }, 0);
  });
  const known = flows.reduce((sum, { minor, name }) => (name === null ? sum : sum + minor), 0);
  return (median(byMonth) * horizon) / 30 + known;
}

function meanLoss(cases: readonly Case[], { method, levels }: { readonly method: string; readonly levels: readonly number[] }): number {
  const losses = cases.flatMap(({ change, scale, said }) =>
    levels.map((level) => {
      const error = change - (said[method]?.[LEVELS.indexOf(level as (typeof LEVELS)[number])] ?? 0);
      return Math.max(level * error, (level - 1) * error) / scale;
    }),
  );
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
