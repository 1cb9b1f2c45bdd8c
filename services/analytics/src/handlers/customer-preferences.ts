import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { dateIn } from '@munshi/events/calendar-date';
import { customerPreferences, type Preferences } from '@munshi/events/preferences';
import { takePreferences } from '../domain/outlook/money-state.ts';
import { loadStates } from '../store/customer-repository.ts';
import { loadMoney, storeMoney } from '../store/money-repository.ts';
import { type AnalyticsContext, applyBatch, type CustomerChange } from './apply-batch.ts';

/** The customer's own budgets, which take the place of what was proposed, and savings goals. */
export function createCustomerPreferencesHandler(context: AnalyticsContext): TransactionalHandler<Preferences | null> {
  return {
    topic: customerPreferences,
    async apply(events, unit) {
      const ids = new Set(events.map(({ key }) => key));
      const states = await loadStates(unit.tx, ids);
      const monies = await loadMoney(unit.tx, ids);
      const changes = events.flatMap((event): CustomerChange[] => {
        const { key, sequence, time, data } = event;
        const [state, money] = [states.get(key), monies.get(key)];
        if (state === undefined || money === undefined) return [];
        const month = dateIn(context.timeZone, new Date(time)).slice(0, 7);
        return takePreferences(money, data, { sequence, month }) ? [{ state, events: [], newAccounts: [], cause: event }] : [];
      });
      // of several in a batch the last one says it all
      const last = new Map(changes.map((change) => [change.state.customerId, change]));
      await applyBatch([...last.values()], unit, context, monies);
      // also where no limit or goal changed: an older state that comes later must not stand
      await storeMoney(unit.tx, [...monies.values()]);
    },
  };
}
