import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { storeTransactions } from '../store/ledger-repository.ts';

/** What happened: the ledger is complete whatever becomes of analytics. */
export const bankTransactionsHandler: TransactionalHandler<Transaction> = {
  topic: bankTransactions,
  apply: (events, { tx }) => storeTransactions(tx, events),
};
