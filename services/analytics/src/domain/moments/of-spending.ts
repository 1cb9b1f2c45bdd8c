import { addDays, monthPeriod } from '@munshi/events/calendar-date';
import type { SpendingInsight } from '@munshi/events/insights';
import type { Budget } from '@munshi/events/insights-money';
import { CATEGORIES, isCategory } from '@munshi/events/spending';
import { type OwnLimit, spentIn } from '../budgets/budgets.ts';
import type { IdleMoney } from '../recommendations/recommend.ts';
import { factOf, type Moment, sizeBucket, transactionEvidence } from './moment.ts';

export interface SpendingSeen {
  readonly customerId: string;
  readonly months: SpendingInsight['months'];
  readonly usual: SpendingInsight['usual'];
  readonly budgets: readonly Budget[];
  readonly own: readonly OwnLimit[];
  readonly idle: readonly IdleMoney[];
  readonly asOf: string;
}

/** A month is unusual in a category from so many usual months on, */
const TIMES_USUAL = 1.6;
/** if what is above the usual is so much of all that a month usually takes. */
const SHARE_OF_MONTH = 0.08;
const LEAST_MONTHS = 3;
/** A kept budget is told of in the first days of the next month. */
const DAYS_TO_TELL = 7;
/** Contracts, taxes and what only moves are not what one spends too much on in a month. */
const NOT_UNUSUAL = new Set(['transfer', 'uncategorised', 'cash', 'loan', 'investment', 'taxes', 'rent', 'insurance', 'education', 'fees']);

/** What the sums of the month say: budgets, a category far above its usual month, money that lies idle. */
export function momentsOfSpending(seen: SpendingSeen): Moment[] {
  return [
    ...seen.budgets.flatMap((budget) => atRisk(budget, seen)),
    ...seen.own.flatMap((limit) => kept(limit, seen)),
    ...unusual(seen),
    ...seen.idle.flatMap((idle) => idleCash(idle, seen)),
  ];
}

/** Only of limits that the customer set: nobody asked for the others. */
function atRisk(budget: Budget, { customerId, asOf }: SpendingSeen): Moment[] {
  const { currency, category, month, limit, spent, expected, setBy, state } = budget;
  if (setBy !== 'customer' || state === 'within') return [];
  const period = monthPeriod(month);
  const about = { evidence: [{ kind: 'insight', id: customerId }] as const, period };
  const money = (minor: number) => ({ minor, currency });
  const facts = [
    factOf(asOf, 'category', { fact: 'budget.category', value: { name: wordsOf(category) }, label: 'What the budget is for', ...about }),
    factOf(asOf, 'limit', { fact: 'budget.limit', value: money(limit), label: 'The budget of the month', ...about }),
    factOf(asOf, 'spent', { fact: 'spending.category', value: money(spent), label: 'Spent of it so far', ...about }),
    factOf(asOf, state === 'over' ? 'over' : 'expected', {
      fact: state === 'over' ? 'budget.over-more' : 'budget.expected',
      value: money(state === 'over' ? spent - limit : expected),
      label: state === 'over' ? 'Above the budget' : 'Expected by the end of the month',
      ...about,
    }),
  ];
  const behind = { category, currency, month };
  return [
    {
      kind: 'budget-at-risk',
      entity: `${currency}-${category}`,
      period: month,
      bucket: state,
      facts,
      evidence: about.evidence,
      staleFrom: addDays(period.to, 1),
      isPresent: true,
      behind,
    },
  ];
}

function kept({ category, currency, limit, since }: OwnLimit, { customerId, months, asOf }: SpendingSeen): Moment[] {
  if (Number(asOf.slice(8)) > DAYS_TO_TELL || limit <= 0) return [];
  const month = addDays(`${asOf.slice(0, 7)}-01`, -1).slice(0, 7);
  const spent = spentIn(months, { month, currency, category });
  if (since > month || spent > limit) return [];
  const about = { evidence: [{ kind: 'insight', id: customerId }] as const, period: monthPeriod(month) };
  const facts = [
    factOf(asOf, 'category', { fact: 'budget.category', value: { name: wordsOf(category) }, label: 'What the budget was for', ...about }),
    factOf(asOf, 'limit', { fact: 'budget.limit', value: { minor: limit, currency }, label: 'The budget of the month', ...about }),
    factOf(asOf, 'spent', { fact: 'spending.category', value: { minor: spent, currency }, label: 'Spent of it', ...about }),
  ];
  const behind = { category, currency, month };
  return [
    {
      kind: 'budget-kept',
      entity: `${currency}-${category}`,
      period: month,
      bucket: 'kept',
      facts,
      evidence: about.evidence,
      staleFrom: `${asOf.slice(0, 8)}${String(DAYS_TO_TELL + 1).padStart(2, '0')}`,
      isPresent: true,
      behind,
    },
  ];
}

function unusual({ customerId, months, usual, asOf }: SpendingSeen): Moment[] {
  const month = asOf.slice(0, 7);
  const period = monthPeriod(month);
  const totals = new Map<string, number>();
  for (const { currency, spent } of usual) totals.set(currency, (totals.get(currency) ?? 0) + spent);
  return usual.flatMap(({ currency, category, spent: normally, months: known }): Moment[] => {
    const spent = spentIn(months, { month, currency, category });
    const more = spent - normally;
    if (known < LEAST_MONTHS || normally <= 0 || NOT_UNUSUAL.has(category)) return [];
    if (spent < normally * TIMES_USUAL || more < (totals.get(currency) ?? 0) * SHARE_OF_MONTH) return [];
    const about = { evidence: [{ kind: 'insight', id: customerId }] as const, period };
    const facts = [
      factOf(asOf, 'category', { fact: 'spending.category', value: { name: wordsOf(category) }, label: 'What it was spent on', ...about }),
      factOf(asOf, 'spent', { fact: 'spending.category', value: { minor: spent, currency }, label: 'Spent this month', ...about }),
      factOf(asOf, 'usual', { fact: 'spending.usual', value: { minor: normally, currency }, label: 'A usual month', ...about }),
    ];
    const behind = { category, currency, month };
    return [
      {
        kind: 'unusual-spending',
        entity: `${currency}-${category}`,
        period: month,
        bucket: sizeBucket(Math.round((spent / normally) * 100)),
        facts,
        evidence: about.evidence,
        staleFrom: addDays(period.to, 1),
        isPresent: true,
        behind,
      },
    ];
  });
}

function idleCash({ accountId, idle, currency, evidence }: IdleMoney, { asOf }: SpendingSeen): Moment[] {
  const month = asOf.slice(0, 7);
  const facts = [
    factOf(asOf, 'idle', { fact: 'balance.idle', value: { minor: idle, currency }, evidence, label: 'Beyond a reserve of three months' }),
  ];
  return [
    {
      kind: 'idle-cash',
      entity: accountId,
      period: month,
      bucket: sizeBucket(idle),
      facts,
      evidence: transactionEvidence(evidence.map(({ id }) => id)),
      staleFrom: addDays(monthPeriod(month).to, 1),
      isPresent: true,
    },
  ];
}

export function wordsOf(category: string): string {
  return isCategory(category) ? CATEGORIES[category] : category;
}
