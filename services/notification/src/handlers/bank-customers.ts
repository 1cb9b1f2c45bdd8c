import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { bankCustomers, type Customer } from '@munshi/events/customer';
import { recipientRepository } from '../store/recipient-repository.ts';

export const bankCustomersHandler: TransactionalHandler<Customer> = {
  topic: bankCustomers,
  async apply(events, { tx }) {
    const rows = events.map(({ key, sequence, data: { timeZone, locale } }) => ({
      customerId: key,
      sequence,
      state: { timeZone, locale },
    }));
    await recipientRepository.saveProfiles(tx, rows);
  },
};
