import { eventId } from '@munshi/events/event-id';
import { currency } from '@munshi/events/money';
import { customerPreferences, MOST_GOALS, type Preferences, preferences } from '@munshi/events/preferences';
import { isCategory } from '@munshi/events/spending';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CustomerContext } from '../chat/context.ts';
import { accountsOf } from '../domain/accounts.ts';
import { type GoalScene, settleGoals, wishedGoal } from '../domain/wished-goals.ts';
import { PreferencesChangedError, RequestInvalidError } from '../errors.ts';
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
  goals: z.array(wishedGoal).max(MOST_GOALS).optional(),
  language: z.string().max(35).refine(isLocale, 'is not a BCP 47 locale').nullable().default(null),
});

type Wished = z.infer<typeof body>;

export function registerPreferences(scope: FastifyInstance, { customerOf, openContext, database, delivery, clock }: RoutePorts): void {
  scope.get(
    '/me/preferences',
    {
      schema: documented({ summary: 'How and about what the customer wants to be told; its ETag is for If-Match', response: preferences }),
    },
    async (request, reply) => {
      const customerId = await customerOf(request);
      const sequence = await sequenceOf(database.sql, customerId, 'customer.preferences');
      const states = await statesOf(database.sql, customerId);
      void reply.header('etag', tagOf(sequence));
      return states['customer.preferences'] ?? preferences.parse({ customerId });
    },
  );

  const summary =
    'Replaces the preferences; budgets and goals only where they are given. With If-Match only if nobody has changed them since';
  scope.put('/me/preferences', { schema: documented({ summary, body, response: preferences }) }, async (request, reply) => {
    const customerId = await customerOf(request);
    const given = parseRequest(body, request.body);
    // read before the transaction: on one machine a query beside an open one waits for ever
    const seen = given.goals === undefined ? null : await seenBy(await openContext(customerId));
    return delivery.transaction({ customer: [customerId] }, async ({ tx, emit }) => {
      const sequence = (await sequenceOf(tx, customerId, 'customer.preferences')) + 1;
      if (!isMatch(request.headers['if-match'], sequence - 1)) throw new PreferencesChangedError();
      const data = replaced(given, { customerId, seen, standing: (await statesOf(tx, customerId))['customer.preferences'] });
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
      void reply.header('etag', tagOf(sequence));
      return data;
    });
  });
}

/** What goals are held against. */
type Seen = Pick<GoalScene, 'accounts' | 'today'>;

async function seenBy(context: CustomerContext): Promise<Seen> {
  const accounts = accountsOf({ profile: context.states['bank.customers'], rows: await context.rows(), timeZone: context.timeZone });
  return { accounts, today: context.today };
}

interface Standing {
  readonly customerId: string;
  readonly standing: Preferences | null;
  /** Null where the request does not speak of goals. */
  readonly seen: Seen | null;
}

/** Whoever does not speak of budgets or goals keeps them: a page that knows none must not take them away. @throws RequestInvalidError */
function replaced({ goals: wished, ...given }: Wished, { customerId, standing, seen }: Standing): Preferences {
  const budgets = given.budgets ?? standing?.budgets;
  const settled = wished && seen ? settleGoals(wished, { customerId, standing: standing?.goals ?? [], ...seen }) : null;
  if (settled !== null && settled.problem !== null) throw new RequestInvalidError(settled.problem);
  const goals = settled?.goals ?? standing?.goals;
  return { ...given, customerId, ...(budgets === undefined ? {} : { budgets }), ...(goals === undefined ? {} : { goals: [...goals] }) };
}

function tagOf(sequence: number): string {
  return `"${sequence}"`;
}

function isMatch(wanted: string | undefined, sequence: number): boolean {
  return wanted === undefined || wanted.split(',').some((tag) => tag.trim() === '*' || tag.trim() === tagOf(sequence));
}
