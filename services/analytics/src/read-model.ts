import type { ReadModel, RebuildHandler } from '@munshi/delivery/rebuild';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { createMetrics } from '@munshi/service-kit/metrics';
import type { AnalyticsContext } from './handlers/apply-batch.ts';
import { createBankCustomersHandler } from './handlers/bank-customers.ts';
import { createBankTransactionsHandler } from './handlers/bank-transactions.ts';
import { createCustomerFeedbackHandler } from './handlers/customer-feedback.ts';
import { createCustomerPreferencesHandler } from './handlers/customer-preferences.ts';
import { createAnalyticsMetrics } from './metrics.ts';
import { deleteState } from './store/customer-repository.ts';
import { migrations } from './store/migrations/migrations.ts';
import { deleteMoney } from './store/money-repository.ts';
import { loadJudgements, takeRecordsOver } from './store/rebuild-repository.ts';
import { deleteEntries } from './store/transaction-repository.ts';

/**
 * The ledger and each customer's features. What is known of everybody (models, samples, merchants' days) is fitted and forgotten by a
 * job, on its day, and counts who was erased since: records.
 */
export function createReadModel(live: AnalyticsContext, afterwards: NonNullable<ReadModel['afterwards']>): ReadModel {
  // Nothing of it happens a second time.
  const context = { ...live, metrics: createAnalyticsMetrics(createMetrics()) };
  const transactions: RebuildHandler<Transaction> = {
    topic: bankTransactions,
    async apply(events, unit) {
      const judgements = await loadJudgements(unit, events);
      await createBankTransactionsHandler({ ...context, judgements }).apply(events, unit);
    },
  };
  return {
    migrations,
    tables: ['transactions', 'customers', 'money'],
    handlers: [
      transactions,
      createBankCustomersHandler(context),
      createCustomerFeedbackHandler(context),
      createCustomerPreferencesHandler(context),
    ],
    async onErase(customerId, { tx }) {
      await deleteEntries(tx, customerId);
      await deleteMoney(tx, customerId);
      await deleteState(tx, customerId);
    },
    carryOver: takeRecordsOver,
    afterwards,
  };
}
