import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { insightsTransactions, type TransactionInsight } from '@munshi/events/insights';
import { storeEnrichments } from '../store/ledger-repository.ts';

/** What analytics made of each transaction; may come before the transaction itself. */
export const insightsTransactionsHandler: TransactionalHandler<TransactionInsight> = {
  topic: insightsTransactions,
  apply: (events, { tx }) => storeEnrichments(tx, events),
};
