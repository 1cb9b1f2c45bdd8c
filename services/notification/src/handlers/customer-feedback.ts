import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
import { recipientRepository } from '../store/recipient-repository.ts';

/** "This is normal for me" silences its key for good. */
export const customerFeedbackHandler: TransactionalHandler<Feedback> = {
  topic: customerFeedback,
  async apply(events, { tx }) {
    const keys = events.flatMap(({ data: { customerId, value, key } }) =>
      value === 'normal' && key !== null ? [{ customerId, key }] : [],
    );
    if (keys.length > 0) await recipientRepository.addNormalKeys(tx, keys);
  },
};
