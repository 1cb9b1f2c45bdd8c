import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { type Notification, notifications } from '@munshi/events/notification';
import type { CommitAware } from '../store/after-commit.ts';
import { storeNotifications } from '../store/notification-repository.ts';

/** Stores what a customer is told, and wakes their sockets once it is there to be read. */
export function createNotificationsHandler(commits: CommitAware, wake: (customerId: string) => void): TransactionalHandler<Notification> {
  return {
    topic: notifications,
    async apply(events, { tx }) {
      await storeNotifications(tx, events);
      const customers = new Set(events.map(({ data }) => data.customerId));
      commits.afterCommit(tx, () => customers.forEach((customerId) => void wake(customerId)));
    },
  };
}
