import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CustomerContext } from '../chat/context.ts';
import { accountsOf, ownMoney } from '../domain/accounts.ts';
import { askErasure, exportCustomer } from '../store/customer-data.ts';
import { documented } from './documented.ts';
import type { RoutePorts } from './route-ports.ts';

/** Profile, accounts and balances; everything held; erasure. */
export function registerMe(scope: FastifyInstance, { customerOf, openContext, database, clock, erasures }: RoutePorts): void {
  scope.get(
    '/me',
    { schema: documented({ summary: 'Profile, accounts and balances, groups', response: z.looseObject({}) }) },
    async (request) => profileOf(await openContext(await customerOf(request))),
  );

  scope.get(
    '/me/export',
    { schema: documented({ summary: 'Everything that is held on the customer', response: z.looseObject({}) }) },
    async (request, reply) => {
      const customerId = await customerOf(request);
      reply.header('content-disposition', 'attachment; filename="munshi-export.json"');
      return { customerId, exportedAt: clock.now().toISOString(), ...(await exportCustomer(database.sql, customerId)) };
    },
  );

  scope.post(
    '/me/erase',
    {
      schema: documented({
        summary: 'Ask for erasure',
        response: z.object({ state: z.literal('asked'), message: z.string() }),
        status: 202,
      }),
    },
    async (request, reply) => {
      await askErasure(database.sql, await customerOf(request), clock.now());
      erasures.wake();
      return reply.code(202).send({
        state: 'asked',
        message:
          'Your request is recorded and goes to the bank’s own records, from where everything about you is erased in every service. It is final.',
      });
    },
  );
}

async function profileOf(context: CustomerContext) {
  const rows = await context.rows();
  const profile = context.states['bank.customers'];
  const accounts = accountsOf({ profile, rows, timeZone: context.timeZone });
  const dates = rows.map(({ date }) => date).sort();
  const { status: _status, accounts: listed, ...fields } = profile ?? { status: 'active', accounts: [] };
  return {
    name: null,
    birthDate: null,
    gender: null,
    city: null,
    occupation: null,
    incomeBand: null,
    products: null,
    consents: null,
    ...fields,
    customerId: context.customerId,
    locale: context.locale,
    timeZone: context.timeZone,
    currency: context.currency,
    accounts: accounts.map(({ accountId, kind, name, currency, balance }) => ({
      ...listed?.find((account) => account.accountId === accountId),
      accountId,
      kind: kind ?? 'other',
      name,
      currency,
      balance: balance?.money ?? null,
      balanceAsOf: balance?.asOf ?? null,
    })),
    balance: ownMoney(accounts).map(({ money }) => money),
    segments: context.states['insights.segments']?.segments ?? [],
    coverage: {
      from: dates[0] ?? null,
      to: dates.at(-1) ?? null,
      transactions: rows.length,
      uncategorised: rows.filter(({ category }) => category === 'uncategorised').length,
    },
  };
}
