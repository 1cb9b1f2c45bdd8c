import { monthPeriod, parsePeriod } from '@munshi/events/calendar-date';
import { type Entry, type Spending, spendingIn } from '@munshi/facts/definitions';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CustomerContext } from '../chat/context.ts';
import type { States } from '../store/state-repository.ts';
import { documented, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const query = z.object({
  period: z
    .string()
    .refine((text) => parsePeriod(text) !== null, 'is not YYYY, YYYY-MM or date..date')
    .optional(),
});

/** Totals come from the ledger, by the definitions that chat uses; what is usual comes from analytics and holds for whole months. */
export function registerSpending(scope: FastifyInstance, { customerOf, openContext }: RoutePorts): void {
  const schema = documented({
    summary: 'Totals by category, change against the usual, budgets, pace and tips',
    querystring: query,
    response: z.looseObject({}),
  });
  scope.get('/me/spending', { schema }, async (request) => {
    const context = await openContext(await customerOf(request));
    const { period: given } = parseRequest(query, request.query);
    const thisMonth = monthPeriod(context.today.slice(0, 7));
    const period = (given ? parsePeriod(given) : null) ?? thisMonth;
    const isMonth = period.from.endsWith('-01') && monthPeriod(period.from.slice(0, 7)).to === period.to;
    const usual = isMonth ? context.states['insights.spending'] : null;
    const totals = spendingIn(await context.entries(), { period });
    return { period, totals: totals.map((total) => toTotal(total, usual)), ...adviceOf(context, await context.entries()) };
  });
}

/** Budgets with what the ledger says was spent of them; pace and tips as analytics says them. */
function adviceOf({ states }: CustomerContext, entries: readonly Entry[]) {
  const insight = states['insights.spending'];
  const budgets = (insight?.budgets ?? []).map((budget) => {
    const totals = spendingIn(entries, { period: monthPeriod(budget.month), category: budget.category });
    const spent = totals.find(({ currency }) => currency === budget.currency)?.spent ?? 0;
    const expected = Math.max(spent, budget.expected);
    return { ...budget, spent, expected, left: budget.limit - spent, state: spent > budget.limit ? 'over' : budget.state };
  });
  return { budgets, pace: insight?.pace ?? [], tips: insight?.tips ?? [], noTips: insight?.noTips ?? null };
}

function toTotal({ currency, spent, received, categories, pending, notEnriched }: Spending, insight: States['insights.spending']) {
  return {
    currency,
    spent,
    received,
    pending: pending.spent,
    uncategorised: notEnriched,
    categories: categories.map(({ category, spent: inCategory, count }) => {
      const usual = insight?.usual.find((one) => one.currency === currency && one.category === category)?.spent ?? null;
      return { category, spent: inCategory, count, usual, change: usual === null ? null : inCategory - usual };
    }),
  };
}
