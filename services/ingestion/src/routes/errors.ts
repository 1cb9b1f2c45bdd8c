import { AppError } from '@munshi/service-kit/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';

type RequestProblem =
  | 'BODY_NOT_AN_ARRAY'
  | 'FILE_MISSING'
  | 'FIELD_INVALID'
  | 'MAPPING_INVALID'
  | 'ID_INVALID'
  | 'IDEMPOTENCY_KEY_INVALID'
  | 'UPLOAD_CUT_OFF'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'JOB_NOT_FOUND'
  | 'DEAD_LETTER_NOT_FOUND';

/** A call that is wrong whoever repeats it. */
export class RequestError extends AppError {
  constructor(code: RequestProblem, message: string) {
    super(message, { code, failure: 'invalid' });
  }
}

/** The service is starting, stopping, or waits too long for something outside. The call may be repeated as it is. */
export class NotNowError extends AppError {
  constructor(message: string) {
    super(message, { code: 'INGESTION_NOT_READY', failure: 'unavailable', retryAfterMs: 1000 });
  }
}

/** Statuses that differ from those of the failure class. */
const STATUS: Readonly<Record<string, number>> = { IDEMPOTENCY_KEY_REUSED: 409, JOB_NOT_FOUND: 404, DEAD_LETTER_NOT_FOUND: 404 };

/** Answers the errors whose status is this service's own; every other goes to the server's handler. */
export function answerOwnStatus(error: unknown, _request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = error instanceof AppError ? STATUS[error.code] : undefined;
  if (!(error instanceof AppError) || status === undefined) throw error;
  return reply.code(status).type('application/problem+json').send({ type: 'about:blank', title: error.message, status, code: error.code });
}
