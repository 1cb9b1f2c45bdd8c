import type { BudgetLimit } from '../gateway/shapes.ts';

/** The customer's limits with one of them set; a limit of 0 takes the budget away, a proposed one too. */
export function limitsWith(limits: readonly BudgetLimit[], set: BudgetLimit): BudgetLimit[] {
  const others = limits.filter(({ category, currency }) => category !== set.category || currency !== set.currency);
  return [...others, set];
}
