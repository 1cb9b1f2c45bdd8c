import { monthPeriod, parsePeriod } from '@munshi/events/calendar-date';
import { type Spending, spendingIn } from '@munshi/facts/definitions';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { budgetsOf, goalsOf, tipsOf } from '../chat/advice.ts';
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
    summary: 'Totals by category, change against the usual, budgets, savings goals, pace and tips',
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
    return { period, totals: totals.map((total) => toTotal(total, usual)), ...(await adviceOf(context)) };
  });
}

/** Budgets and savings goals as the ledger stands, and tips with the transactions behind them; pace as analytics says it. */
async function adviceOf(context: CustomerContext) {
  const insight = context.states['insights.spending'];
  const budgets = (await budgetsOf(context)).map(({ entries: _entries, ...budget }) => budget);
  const goals = (await goalsOf(context)).map(({ progress, isShared }) => ({ ...progress, isShared }));
  return { budgets, goals, pace: insight?.pace ?? [], tips: await tipsOf(context), noTips: insight?.noTips ?? null };
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
