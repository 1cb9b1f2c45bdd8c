import { calendarDate } from '@munshi/events/calendar-date';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { listTransactions, transactionsById } from '../store/transaction-list.ts';
import { documented, idParams, paging, parseRequest } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

const query = paging.extend({
  from: calendarDate.optional(),
  to: calendarDate.optional(),
  category: z.string().max(100).optional(),
  merchant: z.string().max(200).optional(),
  min: z.coerce.number().int().min(0).optional(),
  max: z.coerce.number().int().min(0).optional(),
  q: z.string().max(200).optional(),
});
const item = z.looseObject({ transactionId: z.string(), category: z.string() });
const page = z.object({ items: z.array(item), nextCursor: z.string().nullable() });

export function registerTransactions(scope: FastifyInstance, { customerOf, database }: RoutePorts): void {
  scope.get(
    '/me/transactions',
    { schema: documented({ summary: 'The ledger, newest first', querystring: query, response: page }) },
    async (request) => {
      const customerId = await customerOf(request);
      return listTransactions(database.sql, customerId, parseRequest(query, request.query));
    },
  );

  scope.get(
    '/me/transactions/:id',
    { schema: documented({ summary: 'One transaction', params: idParams, response: item }) },
    async (request) => {
      const customerId = await customerOf(request);
      const [found] = await transactionsById(database.sql, customerId, [parseRequest(idParams, request.params).id]);
      if (!found) throw new NotFoundError('TRANSACTION');
      return found;
    },
  );
}
