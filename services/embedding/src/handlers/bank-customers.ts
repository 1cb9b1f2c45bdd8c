import type { EffectHandler } from '@munshi/delivery/delivery';
import { bankCustomers, type Customer } from '@munshi/events/customer';
import type { SetWork } from './set-work.ts';

/** Erases a customer's vectors; their rows go with delivery's `onErase`. A profile itself is not embedded. */
export function bankCustomersHandler({ indexer }: SetWork): EffectHandler<Customer, string[], null> {
  return {
    topic: bankCustomers,
    plan: async (events) => [...new Set(events.filter(({ data }) => data.status === 'erased').map(({ key }) => key))],
    async perform(erased) {
      await indexer.erase(erased);
      return null;
    },
    async store() {},
  };
}
