import { calendarDate } from '@munshi/events/calendar-date';
import { isCategory } from '@munshi/events/spending';
import { bankTransactions } from '@munshi/events/transaction';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { giveFeedback } from '../store/feedback-repository.ts';
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

const correction = z.object({
  category: z
    .string()
    .refine(isCategory, 'is not a category')
    .refine((id) => id !== 'uncategorised', 'says nothing'),
});

export function registerTransactions(scope: FastifyInstance, { customerOf, database, delivery, clock }: RoutePorts): void {
  const correct = documented({
    summary: 'Corrects the category of a transaction; it is learned for its merchant. The ledger shows it once analytics has taken it in',
    params: idParams,
    body: correction,
    response: item,
    status: 202,
  });
  scope.post('/me/transactions/:id/category', { schema: correct }, async (request, reply) => {
    const customerId = await customerOf(request);
    const { id } = parseRequest(idParams, request.params);
    const { category } = parseRequest(correction, request.body);
    const found = await transactionsById(database.sql, customerId, [id]);
    const [first] = found;
    if (!first) throw new NotFoundError('TRANSACTION');
    const at = clock.now().toISOString();
    await delivery.transaction({ customer: [customerId] }, async (unit) => {
      for (const { source, transactionId } of found) {
        const target = { topic: bankTransactions.name, id: `${source}/${transactionId}` };
        await giveFeedback(unit, { customerId, target, value: 'category', key: null, detail: category, at });
      }
    });
    return reply.code(202).send({ ...first, category });
  });

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
