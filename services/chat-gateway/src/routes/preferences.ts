import { eventId } from '@munshi/events/event-id';
import { customerPreferences, type Preferences, preferences } from '@munshi/events/preferences';
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
    { schema: documented({ summary: 'Replaces the preferences', body, response: preferences }) },
    async (request) => {
      const customerId = await customerOf(request);
      const data: Preferences = { ...parseRequest(body, request.body), customerId };
      return delivery.transaction(async ({ tx, emit }) => {
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
