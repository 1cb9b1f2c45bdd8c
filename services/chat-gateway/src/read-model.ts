import type { AnyRebuildHandler, ReadModel, RebuildHandler } from '@munshi/delivery/rebuild';
import { type Notification, notifications } from '@munshi/events/notification';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { bankTransactionsHandler } from './handlers/bank-transactions.ts';
import { insightsAnomaliesHandler } from './handlers/insights-anomalies.ts';
import { insightsTransactionsHandler } from './handlers/insights-transactions.ts';
import { knowledgeIndexedHandler } from './handlers/knowledge-indexed.ts';
import { latestStateHandlers } from './handlers/latest-states.ts';
import { eraseCustomer } from './store/customer-data.ts';
import { readModel } from './store/migrations/001-read-model.ts';
import { storeNotifications } from './store/notification-repository.ts';
import { allowNumbers, keepArrivals, keepPositions, takeRecordsOver } from './store/rebuild-repository.ts';

const transactions: RebuildHandler<Transaction> = {
  topic: bankTransactions,
  async apply(events, unit) {
    await bankTransactionsHandler.apply(events, unit);
    await keepArrivals(unit, events);
  },
};

/** Nobody is woken: everything in the feed was told. */
const feed: RebuildHandler<Notification> = {
  topic: notifications,
  async apply(events, unit) {
    await storeNotifications(unit.tx, events);
    await keepPositions(unit, events);
  },
};

/** Ledger, insights and feed. Conversations, what a customer said of something and asked for are records, and stay. */
export const GATEWAY_READ_MODEL: ReadModel = {
  migrations: [readModel],
  tables: ['transactions', 'enrichments', 'states', 'anomalies', 'notifications', 'documents'],
  handlers: [
    transactions,
    feed,
    insightsTransactionsHandler,
    insightsAnomaliesHandler,
    knowledgeIndexedHandler,
    ...latestStateHandlers,
  ] as readonly AnyRebuildHandler[],
  onErase: (customerId, { tx }) => eraseCustomer(tx, customerId),
  prepare: allowNumbers,
  carryOver: takeRecordsOver,
};
