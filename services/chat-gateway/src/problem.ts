import { AppError } from '@munshi/service-kit/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GATEWAY_STATUS } from './http-status.ts';

/** Answers the errors whose status is this service's own; every other is the server's to answer. */
export function sendKnownProblem(error: unknown, _request: FastifyRequest, reply: FastifyReply) {
  const status = error instanceof AppError ? GATEWAY_STATUS[error.code] : undefined;
  if (!(error instanceof AppError) || status === undefined) throw error;
  if (error.retryAfterMs !== undefined) void reply.header('retry-after', Math.ceil(error.retryAfterMs / 1000));
  const problem = { type: 'about:blank', title: error.message, status, code: error.code };
  return reply.code(status).type('application/problem+json').send(problem);
}
