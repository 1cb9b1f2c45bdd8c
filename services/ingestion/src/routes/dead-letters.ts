import { createDeadLetterDesk, type LetterFilter } from '@munshi/delivery/dead-letter-desk';
import { SERVICES, TOPICS } from '@munshi/events/topics';
import type { HttpServer } from '@munshi/service-kit/http';
import { z } from 'zod';
import { RequestError } from './errors.ts';
import type { RoutePorts } from './ports.ts';
import { PROBLEM_SCHEMA } from './schemas.ts';

const MOST_A_REPLAY = 500;

const filter = z.object({
  service: z.enum(SERVICES as [(typeof SERVICES)[number]]).optional(),
  topic: z.string().optional(),
  class: z.enum(['invalid', 'failed']).optional(),
  customer: z.string().optional(),
  since: z
    .union([z.iso.datetime({ offset: true }), z.iso.date()], 'is neither an instant (RFC 3339) nor a date YYYY-MM-DD')
    .transform((text) => new Date(text))
    .optional(),
});
const listing = filter.extend({ limit: z.coerce.number().int().min(1).max(200).default(50), cursor: z.string().optional() });
const replaying = filter.extend({
  after: z.string().nullable().default(null),
  limit: z.number().int().min(1).max(MOST_A_REPLAY).default(MOST_A_REPLAY),
  perSecond: z.number().min(1).max(10_000).default(100),
  dryRun: z.boolean().default(false),
});

const about = { description: 'Needs the operator token. Of every service.', tags: ['dead letters'] };
const problems = { 400: PROBLEM_SCHEMA, 401: PROBLEM_SCHEMA, 404: PROBLEM_SCHEMA, 503: PROBLEM_SCHEMA };

/** Dead letters: a list without what the values hold, one letter whole, and the way back to their topics. */
export function registerDeadLetterRoutes(scope: HttpServer, { bus, assertRunning }: RoutePorts): void {
  const desk = createDeadLetterDesk(bus, TOPICS);

  scope.get('/v1/dead-letters', { schema: { ...about, summary: 'Dead letters, values masked', response: problems } }, async (request) => {
    assertRunning();
    const { limit, cursor, ...chosen } = read(listing, request.query);
    const letters = await desk.list(filterOf(chosen));
    const begin = cursor === undefined ? 0 : letters.findIndex(({ id }) => id === cursor) + 1;
    const items = letters.slice(begin, begin + limit);
    return { items, total: letters.length, nextCursor: begin + items.length < letters.length ? (items.at(-1)?.id ?? null) : null };
  });

  scope.get<{ Params: { id: string } }>(
    '/v1/dead-letters/:id',
    { schema: { ...about, summary: 'One dead letter with its value', response: problems } },
    async (request) => {
      assertRunning();
      const letter = await desk.open(request.params.id);
      if (letter === null) throw new RequestError('DEAD_LETTER_NOT_FOUND', 'There is no such dead letter');
      return letter;
    },
  );

  const summary = 'Puts dead letters back on their topics under their own ids: twice changes nothing';
  scope.post('/v1/dead-letters/replay', { schema: { ...about, summary, response: problems } }, async (request, reply) => {
    assertRunning();
    const { after, limit, perSecond, dryRun, ...chosen } = read(replaying, request.body ?? {});
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    return desk.replay({ filter: filterOf(chosen), after, limit, perSecond, dryRun, signal: gone.signal });
  });
}

function filterOf({ service, topic, class: failure, customer, since }: z.output<typeof filter>): LetterFilter {
  return { service, topic, failure, customer, since };
}

/** @throws RequestError `FIELD_INVALID` with every problem */
function read<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new RequestError('FIELD_INVALID', result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}
