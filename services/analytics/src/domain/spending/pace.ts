import type { SpendingInsight } from '@munshi/events/insights';
import type { Pace } from '@munshi/events/insights-money';
import { type UsualDays, usualUpTo } from './usual-days.ts';

/** So few causes explain a change; of these only who makes at least this share of all changes. */
const MOST_CAUSES = 3;
const LEAST_CAUSE = 0.1;

/** Spending of the month of `asOf` against the same days of past months; a currency without past months is left out. */
export function paceOf({
  months,
  usualDays,
  asOf,
}: {
  readonly months: SpendingInsight['months'];
  readonly usualDays: readonly UsualDays[];
  readonly asOf: string;
}): Pace[] {
  const day = Number(asOf.slice(8));
  const month = asOf.slice(0, 7);
  return [...Map.groupBy(usualDays, ({ currency }) => currency)].map(([currency, usual]) => {
    const now = months.find((one) => one.month === month && one.currency === currency);
    const spentIn = new Map(now?.categories.map(({ category, spent }) => [category, spent]));
    const usualIn = new Map(usual.map((one) => [one.category, usualUpTo(one, day)]));
    const changes = [...new Set([...spentIn.keys(), ...usualIn.keys()])]
      .map((category) => ({ category, change: (spentIn.get(category) ?? 0) - (usualIn.get(category) ?? 0) }))
      .sort((left, right) => Math.abs(right.change) - Math.abs(left.change) || (left.category < right.category ? -1 : 1));
    const all = changes.reduce((sum, { change }) => sum + Math.abs(change), 0);
    const causes = changes.slice(0, MOST_CAUSES).filter(({ change }) => change !== 0 && Math.abs(change) >= all * LEAST_CAUSE);
    const sum = (figures: Iterable<number>) => [...figures].reduce((total, figure) => total + figure, 0);
    const spent = now?.spent ?? 0;
    const usualSpent = sum(usualIn.values());
    const otherwise = spent - usualSpent - sum(causes.map(({ change }) => change));
    return { currency, month, day, spent, usual: usualSpent, months: usual[0]?.months ?? 0, causes, otherwise };
  });
}
