import { bankCustomers } from '@munshi/events/customer';
import { bankTransactions } from '@munshi/events/transaction';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { transactionOf } from './ledger-events.ts';
import { OPERATOR_TOKEN, type RunningGateway, runGateway } from './running-gateway.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway();
  await gateway.publish(bankTransactions, [transactionOf({ id: 't1', date: '2026-07-01', minor: -500_00, merchant: 'Cafe' })]);
  await gateway.publish(bankCustomers, [{ key: 'C-1', subject: 'C-1', data: { customerId: 'C-1', status: 'active', name: 'Asha Rao' } }]);
});
afterAll(() => gateway.close());

const exported = (customerId: string, token: string) =>
  gateway.call(null, `/v1/customers/${customerId}/export`, { headers: { authorization: `Bearer ${token}` } });

test('an operator gets everything that is held on a customer', async () => {
  const { status, body } = await exported('C-1', OPERATOR_TOKEN);
  expect(status).toBe(200);
  expect(body).toMatchObject({ customerId: 'C-1', transactions: [expect.objectContaining({ transaction_id: 't1' })] });
  expect(JSON.stringify(body)).toContain('Asha Rao');
});

test('nobody else does, a customer with their own token neither', async () => {
  expect((await exported('C-1', 'something-else')).status).toBe(401);
  expect((await exported('C-1', await gateway.token('C-1'))).status).toBe(401);
});

test('of somebody unknown, or erased, there is nothing', async () => {
  expect(await exported('C-2', OPERATOR_TOKEN)).toMatchObject({ status: 404, body: { code: 'CUSTOMER_NOT_FOUND' } });
  await gateway.publish(bankCustomers, [{ key: 'C-1', subject: 'C-1', sequence: 2, data: { customerId: 'C-1', status: 'erased' } }]);
  expect((await exported('C-1', OPERATOR_TOKEN)).status).toBe(404);
});
