import type { ServiceName } from '@munshi/events/topic';
import { type HttpServer, requireOperator } from '@munshi/service-kit/http';
import type { Rebuilder } from './rebuild.ts';

const INSTANT = { type: 'string', format: 'date-time' };
const COUNT = { type: 'integer', minimum: 0 };
const JOB_SCHEMA = {
  description: 'A rebuild. A failed one has changed nothing.',
  type: 'object',
  properties: {
    jobId: { type: 'string' },
    service: { type: 'string' },
    state: { type: 'string', enum: ['running', 'done', 'failed'] },
    phase: { type: 'string', enum: ['reading', 'applying', 'swapping', 'saying', 'done'] },
    done: COUNT,
    total: COUNT,
    startedAt: INSTANT,
    finishedAt: { ...INSTANT, nullable: true },
    error: { type: 'string', nullable: true },
  },
};

/** `POST` begins a rebuild of the service's read model, `GET` shows the last ones. */
export function registerRebuildRoutes(
  http: HttpServer,
  { service, rebuilder, operatorToken }: { readonly service: ServiceName; readonly rebuilder: Rebuilder; readonly operatorToken: string },
): void {
  const path = `/v1/rebuilds/${service}`;
  const about = { description: 'Needs the operator token.', tags: ['rebuild'] };
  void http.register(async (scope) => {
    scope.addHook('onRequest', requireOperator(operatorToken));
    const summary = `Makes the read model of ${service} anew beside the live one, and lets them change places; one that runs goes on`;
    scope.post(path, { schema: { ...about, summary, response: { 202: JOB_SCHEMA } } }, async (_request, reply) =>
      reply.code(202).send(await rebuilder.start()),
    );
    const listed = { type: 'object', properties: { items: { type: 'array', items: JOB_SCHEMA } } };
    scope.get(path, { schema: { ...about, summary: `Rebuilds of ${service}, newest first`, response: { 200: listed } } }, async () => ({
      items: await rebuilder.jobs(),
    }));
  });
}
