import { calendarDate } from '@munshi/events/calendar-date';
import { lowestBeforeIncome, safeToSpend, whatIf } from '@munshi/facts/balance-ahead';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { forecastFrom } from '../domain/forecast-from.ts';
import { listAnomalies } from '../store/notification-repository.ts';
import { documented, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const forecastQuery = z.object({
  days: z.coerce.number().int().min(1).max(365).default(30),
  /** What if so many minor units more were spent on a day of it. */
  spend: z.coerce.number().int().min(0).optional(),
  on: calendarDate.optional(),
});
const insightsQuery = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50) });
const loose = z.looseObject({});

/** What analytics found; null and empty lists where it has found nothing yet. */
export function registerInsights(scope: FastifyInstance, { customerOf, openContext, database }: RoutePorts): void {
  const contextOf = async (request: Parameters<typeof customerOf>[0]) => openContext(await customerOf(request));

  scope.get('/me/recurring', { schema: documented({ summary: 'Recurring payments', response: loose }) }, async (request) => {
    const { states } = await contextOf(request);
    return { asOf: states['insights.recurring']?.asOf ?? null, items: states['insights.recurring']?.streams ?? [], nextCursor: null };
  });

  scope.get(
    '/me/forecast',
    {
      schema: documented({
        summary:
          'Expected balance by day, the lowest before the next income, what is safe to spend until then (for a month where none is known); with `spend` as if so much more were spent',
        querystring: forecastQuery,
        response: loose,
      }),
    },
    async (request) => {
      const { days, spend, on } = parseRequest(forecastQuery, request.query);
      const { states, today } = await contextOf(request);
      const insight = states['insights.cashflow'];
      const said = forecastFrom(today, insight);
      const ahead = spend === undefined ? said : whatIf(said, { minor: spend, date: on ?? said.days[0]?.date ?? '' });
      const safe = ahead.days.length === 0 ? null : safeToSpend(ahead);
      return {
        asOf: insight?.asOf ?? null,
        currency: insight?.currency ?? null,
        days: ahead.days.slice(0, days),
        lowest: lowestBeforeIncome(ahead),
        nextIncome: ahead.nextIncome,
        safeToSpend: safe,
      };
    },
  );

  scope.get(
    '/me/insights',
    { schema: documented({ summary: 'Groups, what was unusual, how active', querystring: insightsQuery, response: loose }) },
    async (request) => {
      const { limit } = parseRequest(insightsQuery, request.query);
      const context = await contextOf(request);
      const anomalies = await listAnomalies(database.sql, context.customerId, limit);
      return {
        segments: context.states['insights.segments'],
        spending: context.states['insights.spending'],
        activity: context.states['insights.churn'],
        anomalies: { items: anomalies, nextCursor: null },
      };
    },
  );

  scope.get(
    '/me/recommendations',
    { schema: documented({ summary: 'Products that fit, or an honest no offer', response: loose }) },
    async (request) => {
      const { states } = await contextOf(request);
      const insight = states['insights.recommendations'];
      return { asOf: insight?.asOf ?? null, items: insight?.offers ?? [], noOffer: insight?.noOffer ?? null, nextCursor: null };
    },
  );
}
