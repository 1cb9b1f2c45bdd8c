import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { bankCustomers, type Customer } from '@munshi/events/customer';
import { takeProfile } from '../domain/customer/customer-state.ts';
import { loadStates } from '../store/customer-repository.ts';
import { type AnalyticsContext, applyBatch, type CustomerChange } from './apply-batch.ts';

/** A profile: which accounts are the customer's own. What names one of them becomes a transfer, however late the profile is. */
export function createBankCustomersHandler(context: AnalyticsContext): TransactionalHandler<Customer> {
  return {
    topic: bankCustomers,
    async apply(events, unit) {
      const byCustomer = Map.groupBy(events, ({ key }) => key);
      const states = await loadStates(unit.tx, byCustomer.keys());
      const changes = [...states].flatMap(([customerId, state]): CustomerChange[] => {
        const own = byCustomer.get(customerId) ?? [];
        const cause = own.at(-1);
        const newAccounts = own.flatMap(({ data, sequence }) => takeProfile(state, data, sequence));
        return cause === undefined ? [] : [{ state, events: [], newAccounts, cause }];
      });
      await applyBatch(changes, unit, context);
    },
  };
}
