import type { HttpServer } from '@munshi/service-kit/http';
import type { FastifyRequest } from 'fastify';
import { RECORD_KINDS, type RecordKind } from '../domain/entry.ts';
import { acceptRecords, type RunningCalls } from './accept-records.ts';
import { RequestError } from './errors.ts';
import type { RoutePorts } from './ports.ts';
import { ANSWER_SCHEMA, PROBLEM_SCHEMA, RECORD_SCHEMAS } from './schemas.ts';
import { withinLimit } from './time-limit.ts';

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/** `POST /v1/transactions`, `/v1/customers`, `/v1/documents`: JSON arrays, 200 once they are stored on the bus. */
export function registerRecordRoutes(scope: HttpServer, ports: RoutePorts): void {
  const running: RunningCalls = new Map();
  for (const kind of RECORD_KINDS) {
    scope.post(`/v1/${kind}`, { bodyLimit: BODY_LIMIT_BYTES, schema: schemaOf(kind) }, async (request) => {
      ports.assertRunning();
      if (!Array.isArray(request.body)) throw new RequestError('BODY_NOT_AN_ARRAY', `Send a JSON array of ${kind}`);
      const call = { kind, records: request.body as unknown[], idempotencyKey: keyOf(request, kind) };
      return withinLimit(acceptRecords(ports, call, running));
    });
  }
}

function keyOf(request: FastifyRequest, kind: RecordKind): string | null {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x21-\x7e]{1,200}$/.test(key)) return `${kind}:${key}`;
  throw new RequestError('IDEMPOTENCY_KEY_INVALID', 'Idempotency-Key: give 1 to 200 visible ASCII characters');
}

function schemaOf(kind: RecordKind) {
  return {
    summary: `Takes in ${kind}`,
    description: 'Needs the operator token. Records are judged one by one; unknown fields are ignored.',
    tags: ['ingestion'],
    headers: { type: 'object', properties: { 'idempotency-key': { type: 'string' } } },
    body: { type: 'array', items: RECORD_SCHEMAS[kind] },
    response: { 200: ANSWER_SCHEMA, 400: PROBLEM_SCHEMA, 401: PROBLEM_SCHEMA, 409: PROBLEM_SCHEMA, 503: PROBLEM_SCHEMA },
  };
}
