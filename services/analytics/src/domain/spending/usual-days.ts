import { completeMonths, type LedgerSpan } from '@munshi/facts/complete-months';
import { median } from 'simple-statistics';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import { entryKey } from '../ledger/ledger-entry.ts';
import { contributionsOf } from './contribution.ts';

/** What a category usually took by the end of each day of a month. */
export interface UsualDays {
  readonly currency: string;
  readonly category: string;
  readonly months: number;
  /** 31 figures, minor units; of a shorter month the last day goes on. */
  readonly byDay: readonly number[];
}

/** Habits change: the same days of so many past months are compared with. */
export const MONTHS_COMPARED = 6;
const DAYS = 31;

/**
 * The median of each category by day of the month, over the last complete months; a month without it counts as zero.
 * `entries` are those from the first of these months on, with what their refunds undo.
 */
export function usualDays(entries: readonly LedgerEntry[], span: LedgerSpan): UsualDays[] {
  const months = completeMonths(span).slice(-MONTHS_COMPARED);
  if (months.length === 0) return [];
  const included = new Set(months);
  const dateOf = new Map(entries.map((entry) => [entryKey(entry), entry.date]));
  const sums = new Map<string, Map<string, number[]>>();
  for (const [key, { month, currency, category, spent }] of contributionsOf(entries)) {
    if (!included.has(month) || spent === 0) continue;
    const byMonth = mapIn(sums, `${currency} ${category}`, () => new Map<string, number[]>());
    const days = mapIn(byMonth, month, () => new Array<number>(DAYS).fill(0));
    const day = Number(dateOf.get(key)?.slice(8)) - 1;
    days[day] = (days[day] ?? 0) + spent;
  }
  return [...sums]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, byMonth]) => {
      const [currency = '', category = ''] = key.split(' ');
      const curves = months.map((month) => cumulative(byMonth.get(month) ?? []));
      const byDay = Array.from({ length: DAYS }, (_, day) => Math.round(median(curves.map((curve) => curve[day] ?? 0))));
      return { currency, category, months: months.length, byDay };
    });
}

export function usualUpTo({ byDay }: UsualDays, day: number): number {
  return byDay[Math.min(day, DAYS) - 1] ?? 0;
}

function cumulative(days: readonly number[]): number[] {
  let sum = 0;
  return Array.from({ length: DAYS }, (_, day) => {
    sum += days[day] ?? 0;
    return sum;
  });
}

function mapIn<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
