import { eventId } from '@munshi/events/event-id';
import { currency } from '@munshi/events/money';
import { customerPreferences, type Preferences, preferences } from '@munshi/events/preferences';
import { isCategory } from '@munshi/events/spending';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { sequenceOf, statesOf, storeStates } from '../store/state-repository.ts';
import { documented, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const isTimeZone = (zone: string): boolean => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
};
const isLocale = (locale: string): boolean => {
  try {
    return Boolean(new Intl.Locale(locale));
  } catch {
    return false;
  }
};
const body = preferences.omit({ customerId: true }).extend({
  timeZone: z.string().max(64).refine(isTimeZone, 'is not an IANA time zone').nullable().default(null),
  budgets: z
    .array(z.object({ category: z.string().refine(isCategory, 'is not a category'), currency, limit: z.int().min(0) }))
    .max(100)
    .optional(),
  language: z.string().max(35).refine(isLocale, 'is not a BCP 47 locale').nullable().default(null),
});

export function registerPreferences(scope: FastifyInstance, { customerOf, database, delivery, clock }: RoutePorts): void {
  scope.get(
    '/me/preferences',
    { schema: documented({ summary: 'How and about what the customer wants to be told', response: preferences }) },
    async (request) => {
      const customerId = await customerOf(request);
      const states = await statesOf(database.sql, customerId);
      return states['customer.preferences'] ?? preferences.parse({ customerId });
    },
  );

  scope.put(
    '/me/preferences',
    { schema: documented({ summary: 'Replaces the preferences; budgets only where they are given', body, response: preferences }) },
    async (request) => {
      const customerId = await customerOf(request);
      const given = parseRequest(body, request.body);
      return delivery.transaction(async ({ tx, emit }) => {
        // whoever does not speak of budgets keeps them: a page that knows none must not take them away
        const budgets = given.budgets ?? (await statesOf(tx, customerId))['customer.preferences']?.budgets;
        const data: Preferences = { ...given, customerId, ...(budgets === undefined ? {} : { budgets }) };
        const sequence = (await sequenceOf(tx, customerId, 'customer.preferences')) + 1;
        const topic = customerPreferences;
        const event = {
          id: eventId({ topic: topic.name, subject: customerId, cause: String(sequence), rule: 'preferences@1' }),
          key: customerId,
          subject: customerId,
          sequence,
          time: clock.now().toISOString(),
          intake: 'live' as const,
          data,
        };
        await storeStates(tx, 'customer.preferences', [{ ...event, topic: topic.name, source: '' }]);
        emit({ ...event, topic });
        return data;
      });
    },
  );
}
