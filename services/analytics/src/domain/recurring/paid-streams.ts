import type { RecurringInsight } from '@munshi/events/insights';
import { CATEGORIES } from '@munshi/events/spending';
import type { Stream } from './stream.ts';

/** What readers are told: what is surely paid again and again, and still is. The next date may have gone by where a payment is missed. */
export function paidStreams(streams: readonly Stream[]): RecurringInsight['streams'] {
  return streams
    .filter(({ state, direction }) => state === 'mature' && direction === 'out')
    .map(({ streamId, merchantName, category, cadence, amount, nextDate, transactionIds }) => ({
      streamId,
      merchantName: merchantName ?? CATEGORIES[category],
      kind: category,
      cadence,
      amount,
      nextDate,
      transactionIds: [...transactionIds],
    }));
}
