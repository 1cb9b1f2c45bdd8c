import type { SpendingInsight } from '@munshi/events/insights';
import { completeMonths, type LedgerSpan } from '@munshi/facts/complete-months';
import { median } from 'simple-statistics';
import type { SpendingMonth } from './month-sums.ts';

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

function byKey([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}
