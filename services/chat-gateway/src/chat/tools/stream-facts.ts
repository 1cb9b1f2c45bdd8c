import { timesAYear } from '@munshi/events/cadence';
import type { CalendarDate } from '@munshi/events/calendar-date';
import type { Evidence } from '@munshi/events/claim';
import type { RecurringStream } from '@munshi/events/insights-money';
import type { Pen, Ref } from '../fact-book.ts';

/** The facts of one recurring payment. */
export interface StreamFacts {
  readonly name: Ref;
  readonly amount: Ref;
  /** Null: when the next is due is not known. */
  readonly next: Ref | null;
}

export const streamEvidence = ({ transactionIds }: RecurringStream): Evidence[] =>
  transactionIds.map((id) => ({ kind: 'transaction', id }));

export const isOut = ({ direction = 'out' }: RecurringStream): boolean => direction === 'out';
export const isMature = ({ state = 'mature' }: RecurringStream): boolean => state === 'mature';

export function addStream(pen: Pen, stream: RecurringStream, asOf: CalendarDate): StreamFacts {
  const { merchantName, amount, nextDate } = stream;
  const common = { period: null, asOf, evidence: streamEvidence(stream) };
  const value = { ...amount, minor: Math.abs(amount.minor) };
  return {
    name: pen.add({ fact: 'recurring.name', value: { name: merchantName }, label: 'Recurring payment: to whom', ...common }),
    amount: pen.add({ fact: 'recurring.amount', value, label: 'Recurring payment', ...common }),
    next:
      nextDate === null
        ? null
        : pen.add({ fact: 'recurring.next', value: { date: nextDate }, label: 'Recurring payment: expected next', ...common }),
  };
}

/** What recurring payments of one currency come to in an average month, minor units; null where a cadence is not known. */
export function monthlyOf(streams: readonly RecurringStream[]): number | null {
  const times = streams.map(({ cadence }) => timesAYear(cadence));
  if (times.some((one) => one === null)) return null;
  return Math.round(streams.reduce((sum, { amount }, at) => sum + Math.abs(amount.minor) * (times[at] ?? 0), 0) / 12);
}
