import type { HttpServer } from '@munshi/service-kit/http';
import { isUsableId } from '../domain/text-value.ts';
import { eraseCustomer } from '../jobs/erase-customer.ts';
import { RequestError } from './errors.ts';
import type { RoutePorts } from './ports.ts';
import { PROBLEM_SCHEMA } from './schemas.ts';
import { withinLimit } from './time-limit.ts';

const ERASED_SCHEMA = {
  description: 'The erased state is on the bus; every service deletes what it holds.',
  type: 'object',
  properties: { customerId: { type: 'string' }, status: { type: 'string', enum: ['erased'] } },
};

/** `DELETE /v1/customers/:id`: erasure, for good; said twice it is the same. */
export function registerCustomerRoutes(scope: HttpServer, ports: RoutePorts): void {
  const schema = {
    summary: 'Erases a customer',
    description: 'Needs the operator token. Final: the id is refused afterwards as CUSTOMER_ERASED.',
    tags: ['ingestion'],
    params: { type: 'object', properties: { id: { type: 'string' } } },
    response: { 200: ERASED_SCHEMA, 400: PROBLEM_SCHEMA, 401: PROBLEM_SCHEMA, 503: PROBLEM_SCHEMA },
  };
  scope.delete<{ Params: { id: string } }>('/v1/customers/:id', { schema }, async (request) => {
    ports.assertRunning();
    const customerId = request.params.id;
    if (!isUsableId(customerId)) throw new RequestError('ID_INVALID', 'An id has 1 to 200 characters and no control characters');
    await withinLimit(eraseCustomer(ports, customerId));
    return { customerId, status: 'erased' };
  });
}
