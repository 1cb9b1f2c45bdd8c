import type { ReadModel } from '@munshi/delivery/rebuild';
import type { BankSettings } from '@munshi/service-kit/settings';
import { bankCustomersHandler } from './handlers/bank-customers.ts';
import { customerFeedbackHandler } from './handlers/customer-feedback.ts';
import { customerPreferencesHandler } from './handlers/customer-preferences.ts';
import { notificationsDecisionsHandler } from './handlers/notifications-decisions.ts';
import { migrations } from './store/migrations/migrations.ts';
import { recipientRepository } from './store/recipient-repository.ts';

/** Who is told, what they want, and what they were told. What is held waits for its hour: a record. */
export function createReadModel(bank: BankSettings): ReadModel {
  return {
    migrations,
    tables: ['recipients', 'normal_keys', 'told'],
    handlers: [bankCustomersHandler, customerPreferencesHandler, customerFeedbackHandler],
    restored: [notificationsDecisionsHandler(bank)],
    onErase: (customerId, { tx }) => recipientRepository.erase(tx, customerId),
  };
}
