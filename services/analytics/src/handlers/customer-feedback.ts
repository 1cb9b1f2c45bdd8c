import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
import { callNormal } from '../domain/customer/customer-state.ts';
import { loadStates, storeStates } from '../store/customer-repository.ts';

/** "This is normal for me" holds for its key for good; other feedback is not about habits. */
export function createCustomerFeedbackHandler(): TransactionalHandler<Feedback> {
  return {
    topic: customerFeedback,
    async apply(events, unit) {
      const normal = events.flatMap(({ key: customerId, data }) =>
        data.value === 'normal' && data.key !== null ? [{ customerId, key: data.key }] : [],
      );
      if (normal.length === 0) return;
      const states = await loadStates(
        unit.tx,
        normal.map(({ customerId }) => customerId),
      );
      for (const { customerId, key } of normal) {
        const state = states.get(customerId);
        if (state !== undefined) callNormal(state, key);
      }
      await storeStates(unit.tx, states.values());
    },
  };
}
