import type { HttpServer } from '@munshi/service-kit/http';
import { isUsableId } from '../domain/text-value.ts';
import { removeDocuments } from '../jobs/remove-documents.ts';
import { RequestError } from './errors.ts';
import type { RoutePorts } from './ports.ts';
import { PROBLEM_SCHEMA } from './schemas.ts';
import { withinLimit } from './time-limit.ts';

const REMOVED_SCHEMA = {
  description: 'The removal is on the bus; what was not there has no ids.',
  type: 'object',
  properties: { documentIds: { type: 'array', items: { type: 'string' } } },
};

/** `DELETE /v1/documents/:id`: a document and its parts are removed everywhere; said twice it is the same. */
export function registerDocumentRoutes(scope: HttpServer, ports: RoutePorts): void {
  const schema = {
    summary: 'Removes a document',
    description: 'Needs the operator token.',
    tags: ['ingestion'],
    params: { type: 'object', properties: { id: { type: 'string' } } },
    response: { 200: REMOVED_SCHEMA, 400: PROBLEM_SCHEMA, 401: PROBLEM_SCHEMA, 503: PROBLEM_SCHEMA },
  };
  scope.delete<{ Params: { id: string } }>('/v1/documents/:id', { schema }, async (request) => {
    ports.assertRunning();
    const { id } = request.params;
    if (!isUsableId(id)) throw new RequestError('ID_INVALID', 'An id has 1 to 200 characters and no control characters');
    return { documentIds: await withinLimit(removeDocuments(ports, id)) };
  });
}
