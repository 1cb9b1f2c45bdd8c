import type { RecurringStream } from '@munshi/events/insights-money';
import { CATEGORIES } from '@munshi/events/spending';
import type { Stream } from './stream.ts';

/** As readers are told: in and out, early, mature and ended. The next date may have gone by where a payment is missed. */
export function saidStreams(streams: readonly Stream[]): RecurringStream[] {
  return streams.map(({ merchantName, category, payee: _payee, from: _from, to: _to, ...stream }) => ({
    ...stream,
    merchantName: merchantName ?? CATEGORIES[category],
    kind: category,
    transactionIds: [...stream.transactionIds],
  }));
}
