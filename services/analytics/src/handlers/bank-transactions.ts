import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import { loadStates } from '../store/customer-repository.ts';
import { type AnalyticsContext, applyBatch, type CustomerChange } from './apply-batch.ts';

/** A transaction, or a later version of one: enriched, matched, summed, scored, learned. */
export function createBankTransactionsHandler(context: AnalyticsContext): TransactionalHandler<Transaction> {
  return {
    topic: bankTransactions,
    async apply(events, unit) {
      const byCustomer = Map.groupBy(events, ({ key }) => key);
      const states = await loadStates(unit.tx, byCustomer.keys());
      const changes = [...states].flatMap(([customerId, state]): CustomerChange[] => {
        const own = byCustomer.get(customerId) ?? [];
        const cause = own.at(-1);
        const accounts = new Set(own.flatMap(({ data: { accountId } }) => (accountId ? [accountId] : [])));
        const newAccounts = [...accounts].filter((accountId) => state.accounts[accountId] === undefined);
        return cause === undefined ? [] : [{ state, events: own, newAccounts, cause }];
      });
      await applyBatch(changes, unit, context);
    },
  };
}
