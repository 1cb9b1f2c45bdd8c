import type { SpendingInsight } from '@munshi/events/insights';
import type { Contribution } from './contribution.ts';

/** [spent, received, count] in minor units, by category. */
type CategorySums = Record<string, [spent: number, received: number, count: number]>;

/** Sums by `YYYY-MM currency`. Integers only: adding and taking away in any order ends in the same sums. */
export type MonthSums = Record<string, CategorySums>;

/** Adds what an entry contributes now and takes away what its earlier version did; changes `sums`. */
export function moveSums(sums: MonthSums, before: Contribution | null, after: Contribution | null): void {
  if (before !== null) add(sums, before, -1);
  if (after !== null) add(sums, after, 1);
}

function add(sums: MonthSums, contribution: Contribution, sign: 1 | -1): void {
  const key = `${contribution.month} ${contribution.currency}`;
  const month = sums[key] ?? {};
  const [spent, received, count] = month[contribution.category] ?? [0, 0, 0];
  const next: [number, number, number] = [
    spent + sign * contribution.spent,
    received + sign * contribution.received,
    count + sign * contribution.count,
  ];
  if (next.every((figure) => figure === 0)) delete month[contribution.category];
  else month[contribution.category] = next;
  if (Object.keys(month).length === 0) delete sums[key];
  else sums[key] = month;
}

export type SpendingMonth = SpendingInsight['months'][number];

/** The months as they are published: by month, then currency; categories by name. */
export function spendingMonths(sums: MonthSums): SpendingMonth[] {
  return Object.keys(sums)
    .sort()
    .map((key) => {
      const [month = '', currency = ''] = key.split(' ');
      const categories = Object.entries(sums[key] ?? {}).sort(([left], [right]) => (left < right ? -1 : 1));
      return {
        month,
        currency,
        spent: categories.reduce((sum, [, [spent]]) => sum + spent, 0),
        received: categories.reduce((sum, [, [, received]]) => sum + received, 0),
        categories: categories
          .filter(([, [spent, , count]]) => spent !== 0 || count !== 0)
          .map(([category, [spent, , count]]) => ({ category, spent, count })),
      };
    });
}
