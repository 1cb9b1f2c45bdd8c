import { createHash, timingSafeEqual } from 'node:crypto';
import swagger from '@fastify/swagger';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { AppError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness, Service } from './service.ts';

export type { FastifyInstance as HttpServer } from 'fastify';

const STATUS: Record<AppError['failure'], number> = { unavailable: 503, invalid: 400, refused: 403, failed: 500 };

export interface HttpOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Codes whose status differs from that of their failure class. */
  readonly statusOf?: Readonly<Record<string, number>>;
}

/**
 * An HTTP server with errors as `application/problem+json`; a 5xx tells nothing of the inside. `GET /docs` is the OpenAPI
 * document of every route that is added within `server.register`.
 */
export function createHttpServer(options: HttpOptions): FastifyInstance {
  const server = fastify({
    loggerInstance: options.logger as never,
    logController: new LogController({ disableRequestLogging: true }),
    forceCloseConnections: true,
  }) as unknown as FastifyInstance;
  void server.register(swagger, { openapi: { info: { title: 'Munshi', version: '1' } } });
  void server.register(async (scope) => scope.get('/docs', { schema: { hide: true } }, async () => server.swagger()));
  server.setErrorHandler((error, request, reply) => sendProblem(error, request, reply, options));
  server.setNotFoundHandler((request, reply) =>
    sendProblem(
      new AppError(`There is no ${request.method} ${request.url.split('?')[0]}`, { code: 'NOT_FOUND', failure: 'invalid' }),
      request,
      reply,
      {
        ...options,
        statusOf: { NOT_FOUND: 404 },
      },
    ),
  );
  return server;
}

/** `/health/live`, `/health/ready` and `/metrics` over every service of this process. */
export function registerHealth(server: FastifyInstance, services: () => readonly Service[], metrics: Metrics): void {
  server.get('/health/live', async () => ({ live: true }));
  server.get('/health/ready', async (_request, reply) => {
    const states = await Promise.all(services().map(async (service) => [service.name, await readinessOf(service)] as const));
    const ready = states.length > 0 && states.every(([, state]) => state.ready);
    return reply.code(ready ? 200 : 503).send({
      ready,
      degraded: [...new Set(states.flatMap(([, state]) => state.degraded))],
      services: Object.fromEntries(states.map(([name, state]) => [name, { ready: state.ready, ...state.detail }])),
    });
  });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
}

/** A service that cannot say is not ready. */
async function readinessOf(service: Service): Promise<Readiness> {
  try {
    return await service.readiness();
  } catch {
    return { ready: false, degraded: [], detail: {} };
  }
}

/** A hook that lets only the operator's token pass. */
export function requireOperator(operatorToken: string) {
  const expected = createHash('sha256').update(operatorToken).digest();
  return async (request: FastifyRequest): Promise<void> => {
    const given = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (timingSafeEqual(createHash('sha256').update(given).digest(), expected)) return;
    throw new AppError('This call needs the operator token', { code: 'OPERATOR_TOKEN_REQUIRED', failure: 'refused' });
  };
}

function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, options: HttpOptions) {
  const problem = toProblem(error, options.statusOf ?? {});
  if (problem.status >= 500) request.log.error({ err: error, code: problem.code }, 'request failed');
  if (error instanceof AppError && error.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

function toProblem(error: unknown, statusOf: Readonly<Record<string, number>>) {
  if (error instanceof AppError) {
    const status = statusOf[error.code] ?? (error.code === 'OPERATOR_TOKEN_REQUIRED' ? 401 : STATUS[error.failure]);
    const inside = status >= 500;
    return { type: 'about:blank', title: inside ? 'The service cannot answer now' : error.message, status, code: error.code };
  }
  const { statusCode, code, message } = (error ?? {}) as { statusCode?: number; code?: string; message?: string };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { type: 'about:blank', title: message ?? 'Bad request', status: statusCode, code: code ?? 'BAD_REQUEST' };
  }
  return { type: 'about:blank', title: 'Internal error', status: 500, code: 'INTERNAL' };
}
