import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { deleteConversation, listConversations, readConversation } from '../store/conversation-repository.ts';
import { documented, idParams, paging, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const loose = z.looseObject({});

export function registerConversations(scope: FastifyInstance, { customerOf, database }: RoutePorts): void {
  scope.get(
    '/me/conversations',
    { schema: documented({ summary: 'Chat history, newest first', querystring: paging, response: loose }) },
    async (request) => {
      const customerId = await customerOf(request);
      return listConversations(database.sql, customerId, parseRequest(paging, request.query));
    },
  );

  scope.get(
    '/me/conversations/:id',
    { schema: documented({ summary: 'One conversation', params: idParams, response: loose }) },
    async (request) => {
      const customerId = await customerOf(request);
      const found = await readConversation(database.sql, customerId, parseRequest(idParams, request.params).id);
      if (!found) throw new NotFoundError('CONVERSATION');
      return found;
    },
  );

  scope.delete(
    '/me/conversations/:id',
    { schema: documented({ summary: 'Deletes a conversation', params: idParams }) },
    async (request, reply) => {
      const customerId = await customerOf(request);
      const { id } = parseRequest(idParams, request.params);
      const deleted = await database.transaction((tx) => deleteConversation(tx, customerId, id));
      if (!deleted) throw new NotFoundError('CONVERSATION');
      return reply.code(204).send();
    },
  );
}
