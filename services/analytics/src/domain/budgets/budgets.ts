import type { SpendingInsight } from '@munshi/events/insights';
import type { Budget } from '@munshi/events/insights-money';
import { type Category, isCategory } from '@munshi/events/spending';
import { isBought } from '../recurring/is-contract.ts';
import type { UsualDays } from '../spending/usual-days.ts';
import { usualUpTo } from '../spending/usual-days.ts';

/** A limit that the customer set; `since` is the first month that it holds for. */
export interface OwnLimit {
  readonly category: string;
  readonly currency: string;
  /** Minor units; 0 takes a proposal away. */
  readonly limit: number;
  readonly since: string;
}

export interface BudgetInput {
  readonly months: SpendingInsight['months'];
  readonly usual: SpendingInsight['usual'];
  readonly usualDays: readonly UsualDays[];
  readonly own: readonly OwnLimit[];
  /** Newest date of the ledger. */
  readonly asOf: string;
}

/** Fewer complete months than this propose nothing. */
const LEAST_MONTHS = 3;
/** Categories below this share of the usual month are not worth a limit. */
const LEAST_SHARE = 0.03;
/** Before so much of a limit is used, nothing is at risk: a pace of few days says little. */
const EARLY = 0.6;

/** Limits of the month of `asOf`: the customer's own, else proposed from history, with how far they are used. */
export function budgetsOf(input: BudgetInput): Budget[] {
  const own = new Map(input.own.map((limit) => [`${limit.currency} ${limit.category}`, limit]));
  const proposed = proposedLimits(input.usual).filter(({ currency, category }) => !own.has(`${currency} ${category}`));
  const limits = [
    ...proposed.map((limit) => ({ ...limit, setBy: 'proposed' as const })),
    ...[...own.values()].filter(({ limit }) => limit > 0).map((limit) => ({ ...limit, setBy: 'customer' as const })),
  ];
  return limits
    .map(({ currency, category, limit, setBy }) => tracked({ currency, category, limit, setBy }, input))
    .sort((left, right) => (`${left.currency} ${left.category}` < `${right.currency} ${right.category}` ? -1 : 1));
}

/** The usual month of what is bought each time anew, rounded up to two digits; contracts need no limit. */
function proposedLimits(usual: SpendingInsight['usual']) {
  const totals = new Map<string, number>();
  for (const { currency, spent } of usual) totals.set(currency, (totals.get(currency) ?? 0) + Math.max(0, spent));
  return usual.flatMap(({ currency, category, spent, months }) => {
    const isWorth = months >= LEAST_MONTHS && spent > 0 && spent >= (totals.get(currency) ?? 0) * LEAST_SHARE;
    return isWorth && isCategory(category) && isBought(category)
      ? [{ currency, category: category as Category, limit: roundUp(spent) }]
      : [];
  });
}

function tracked(
  { currency, category, limit, setBy }: Pick<Budget, 'currency' | 'category' | 'limit' | 'setBy'>,
  { months, usualDays, asOf }: BudgetInput,
): Budget {
  const month = asOf.slice(0, 7);
  const spent = spentIn(months, { month, currency, category });
  const expected = spent + restOfMonth({ currency, category, spent }, { usualDays, asOf });
  const state = spent > limit ? 'over' : expected > limit && spent >= limit * EARLY ? 'at-risk' : 'within';
  return { currency, category, month, limit, spent, expected, setBy, state };
}

/** What a category took in a month; negative where more came back than was bought. */
export function spentIn(
  months: SpendingInsight['months'],
  { month, currency, category }: { readonly month: string; readonly currency: string; readonly category: string },
): number {
  const found = months.find((one) => one.month === month && one.currency === currency);
  return found?.categories.find((one) => one.category === category)?.spent ?? 0;
}

/** What the rest of the month usually takes; without past months the pace so far goes on. */
function restOfMonth(
  { currency, category, spent }: { readonly currency: string; readonly category: string; readonly spent: number },
  { usualDays, asOf }: Pick<BudgetInput, 'usualDays' | 'asOf'>,
): number {
  const day = Number(asOf.slice(8));
  const usual = usualDays.find((one) => one.currency === currency && one.category === category);
  if (usual !== undefined) return Math.max(0, usualUpTo(usual, 31) - usualUpTo(usual, day));
  const length = new Date(Date.UTC(Number(asOf.slice(0, 4)), Number(asOf.slice(5, 7)), 0)).getUTCDate();
  return Math.max(0, Math.round((spent * (length - day)) / day));
}

/** Up to two digits: 4,310.50 becomes 4,400. */
function roundUp(minor: number): number {
  const step = 10 ** Math.max(0, String(Math.round(minor)).length - 2);
  return Math.ceil(minor / step) * step;
}
