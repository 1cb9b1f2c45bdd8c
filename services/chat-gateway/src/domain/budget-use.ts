import { monthPeriod } from '@munshi/events/calendar-date';
import type { Budget } from '@munshi/events/insights-money';
import type { Preferences } from '@munshi/events/preferences';
import { type Entry, spendingIn } from '@munshi/facts/definitions';

/** A budget as the ledger stands now. Minor units. */
export interface BudgetUse extends Omit<Budget, 'expected'> {
  /** Null until analytics has seen the limit. */
  readonly expected: number | null;
  /** Negative where more was spent than the limit. */
  readonly left: number;
  /** What was spent of it. */
  readonly entries: readonly Entry[];
}

export interface BudgetsKnown {
  /** As analytics last told of them. */
  readonly told: readonly Budget[];
  /** The limits that the customer set: what they just said counts at once, before analytics has heard of it. */
  readonly own: NonNullable<Preferences['budgets']>;
  /** `YYYY-MM`. */
  readonly month: string;
}

/** Every budget, used as far as the ledger says, whatever analytics last said. */
export function budgetsInUse({ told, own, month }: BudgetsKnown, entries: readonly Entry[]): BudgetUse[] {
  const known = new Map<string, Omit<BudgetUse, 'left' | 'entries'>>(told.map((budget) => [keyOf(budget), budget]));
  for (const limit of own) {
    const before = known.get(keyOf(limit));
    if (limit.limit === 0) known.delete(keyOf(limit));
    else known.set(keyOf(limit), { month, spent: 0, expected: null, state: 'within', ...before, ...limit, setBy: 'customer' });
  }
  return [...known.values()].map((budget) => inUse(budget, entries));
}

const keyOf = ({ currency, category }: { readonly currency: string; readonly category: string }): string => `${currency} ${category}`;

function inUse(budget: Omit<BudgetUse, 'left' | 'entries'>, entries: readonly Entry[]): BudgetUse {
  const totals = spendingIn(entries, { period: monthPeriod(budget.month), category: budget.category });
  const total = totals.find(({ currency }) => currency === budget.currency);
  const spent = total?.spent ?? 0;
  const expected = budget.expected === null ? null : Math.max(spent, budget.expected);
  const isRisk = budget.state === 'at-risk' && expected !== null && expected > budget.limit;
  const state = spent > budget.limit ? 'over' : isRisk ? 'at-risk' : 'within';
  return { ...budget, spent, expected, left: budget.limit - spent, state, entries: total?.entries ?? [] };
}
