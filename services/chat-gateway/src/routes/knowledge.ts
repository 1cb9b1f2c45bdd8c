import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { documented, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const query = z.object({
  q: z.string().trim().min(1).max(1000),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  product: z.string().min(1).max(100).optional(),
  language: z.string().min(1).max(35).optional(),
});

export function registerKnowledge(scope: FastifyInstance, { customerOf, openContext, retrieval }: RoutePorts): void {
  const schema = documented({
    summary: 'Ranked passages of the public documents, and of one’s own; none where nothing is on it',
    querystring: query,
    response: z.looseObject({}),
  });
  scope.get('/me/knowledge', { schema }, async (request) => {
    const context = await openContext(await customerOf(request));
    const { q, ...wanted } = parseRequest(query, request.query);
    const passages = await retrieval.search(context, { query: q, ...wanted, signal: AbortSignal.timeout(10_000) });
    return { items: passages ?? [], nextCursor: null, available: passages !== null };
  });
}
