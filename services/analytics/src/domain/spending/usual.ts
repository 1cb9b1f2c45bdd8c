import type { SpendingInsight } from '@munshi/events/insights';
import { median } from 'simple-statistics';
import type { SpendingMonth } from './month-sums.ts';

/** Habits change: what is usual is that of at most a year. */
const MONTHS_REGARDED = 12;
/** A ledger that begins later in its first month than this day has not seen that month whole. */
const LAST_DAY_OF_A_WHOLE_START = 3;

/** First and newest date of a customer's ledger. */
export interface LedgerSpan {
  readonly from: string;
  readonly to: string;
}

export interface UsualInput {
  readonly months: readonly SpendingMonth[];
  readonly span: LedgerSpan;
}

/**
 * The median month of each category and currency over the complete months before the newest; a month without the category
 * counts as zero, so that a yearly premium is not "usual". Empty while no month is complete. Minor units, halves rounded up.
 */
export function usualSpending({ months, span }: UsualInput): SpendingInsight['usual'] {
  const complete = completeMonths(span);
  if (complete.length === 0) return [];
  const included = new Set(complete);
  const seen = new Map<string, Map<string, number>>();
  for (const { month, currency, categories } of months) {
    if (!included.has(month)) continue;
    for (const { category, spent } of categories) {
      const key = `${currency} ${category}`;
      const byMonth = seen.get(key) ?? new Map<string, number>();
      byMonth.set(month, spent);
      seen.set(key, byMonth);
    }
  }
  return [...seen].sort(byKey).map(([key, byMonth]) => {
    const [currency = '', category = ''] = key.split(' ');
    return { currency, category, spent: Math.round(median(complete.map((month) => byMonth.get(month) ?? 0))), months: complete.length };
  });
}

/** `YYYY-MM` of every month that the ledger has seen whole, at most the last twelve. */
export function completeMonths({ from, to }: LedgerSpan): string[] {
  const newest = to.slice(0, 7);
  const months: string[] = [];
  let month = Number(from.slice(8)) <= LAST_DAY_OF_A_WHOLE_START ? from.slice(0, 7) : nextMonth(from.slice(0, 7));
  for (; month < newest; month = nextMonth(month)) months.push(month);
  return months.slice(-MONTHS_REGARDED);
}

/** The month after a `YYYY-MM`. */
export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}
