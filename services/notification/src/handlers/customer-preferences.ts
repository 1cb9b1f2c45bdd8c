import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { customerPreferences, type Preferences } from '@munshi/events/preferences';
import { recipientRepository } from '../store/recipient-repository.ts';

export const customerPreferencesHandler: TransactionalHandler<Preferences | null> = {
  topic: customerPreferences,
  async apply(events, { tx }) {
    const rows = events.map(({ key, sequence, data }) => ({ customerId: key, sequence, state: data }));
    await recipientRepository.savePreferences(tx, rows);
  },
};
