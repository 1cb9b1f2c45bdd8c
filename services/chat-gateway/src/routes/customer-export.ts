import type { Database } from '@munshi/database/database';
import type { Clock } from '@munshi/service-kit/clock';
import { type HttpServer, requireOperator } from '@munshi/service-kit/http';
import { z } from 'zod';
import { NotFoundError } from '../errors.ts';
import { sendKnownProblem } from '../problem.ts';
import { exportCustomer } from '../store/customer-data.ts';
import { documented, idParams, parseRequest } from './documented.ts';

export interface CustomerExportPorts {
  readonly database: Database;
  readonly clock: Clock;
  readonly operatorToken: string;
}

/** `GET /v1/customers/:id/export`: what `/me/export` gives the customer, for whoever answers a customer's request by hand. */
export function registerCustomerExport(http: HttpServer, { database, clock, operatorToken }: CustomerExportPorts): void {
  void http.register(async (scope) => {
    scope.addHook('onRequest', requireOperator(operatorToken));
    scope.setValidatorCompiler(() => () => true);
    scope.setSerializerCompiler(() => (data) => JSON.stringify(data));
    scope.setErrorHandler(sendKnownProblem);
    const summary = 'Everything that is held on a customer; needs the operator token';
    const schema = documented({ summary, params: idParams, response: z.looseObject({}) });
    scope.get('/v1/customers/:id/export', { schema }, async (request, reply) => {
      const { id: customerId } = parseRequest(idParams, request.params);
      const tables = await exportCustomer(database.sql, customerId);
      if (Object.values(tables).every((rows) => rows.length === 0)) throw new NotFoundError('CUSTOMER');
      void reply.header('cache-control', 'no-store');
      return { customerId, exportedAt: clock.now().toISOString(), ...tables };
    });
  });
}
