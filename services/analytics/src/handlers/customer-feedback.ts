import type { TransactionalHandler } from '@munshi/delivery/delivery';
import { dateIn } from '@munshi/events/calendar-date';
import { customerFeedback, type Feedback } from '@munshi/events/feedback';
import { applyFeedback, isLabel, labelledIds } from '../domain/apply/apply-feedback.ts';
import { loadStates, storeStates } from '../store/customer-repository.ts';
import { addMerchantDays } from '../store/merchant-repository.ts';
import { labelSamples } from '../store/sample-repository.ts';
import { loadEntries, storeEntries } from '../store/transaction-repository.ts';
import type { AnalyticsContext } from './apply-batch.ts';
import { applyCategories } from './category-feedback.ts';

/** "This is normal for me" holds for its key for good, "not me" is a label, a category corrects; other feedback is not about habits. */
export function createCustomerFeedbackHandler(context: AnalyticsContext): TransactionalHandler<Feedback> {
  return {
    topic: customerFeedback,
    async apply(events, unit) {
      const { tx } = unit;
      await applyCategories(events, unit, context);
      const words = events.filter(({ data }) => isLabel(data));
      if (words.length === 0) return;
      const byCustomer = Map.groupBy(words, ({ key }) => key);
      const states = await loadStates(tx, byCustomer.keys());
      const named = words.flatMap(({ key: customerId, data }) => labelledIds(data).map((transactionId) => ({ customerId, transactionId })));
      const standing = await loadEntries(tx, named);
      const consequences = [...states].map(([customerId, state]) =>
        applyFeedback(state, {
          words: (byCustomer.get(customerId) ?? []).map(({ data }) => data),
          standing: standing.get(customerId) ?? [],
          dateOf: (instant) => dateIn(context.timeZone, new Date(instant)),
        }),
      );
      await storeEntries(
        tx,
        consequences.flatMap(({ changed }) => changed),
      );
      await labelSamples(
        tx,
        consequences.flatMap(({ labels }) => labels),
      );
      await storeStates(tx, states.values());
      // what names the transaction alone reports a payment that nobody alerted of
      for (const { data } of words) if (data.target.topic !== 'bank.transactions') context.metrics.answers.inc({ said: data.value });
      await addMerchantDays(
        tx,
        consequences.flatMap(({ merchantDays }) => merchantDays),
      );
    },
  };
}
