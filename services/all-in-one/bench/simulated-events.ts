import { createBank } from '@munshi/bank-simulator/simulate';
import type { MunshiEvent } from '@munshi/events/event';
import { contentHash } from '@munshi/events/event-id';
import { type Transaction, transaction as transactionSchema } from '@munshi/events/transaction';

/** A simulated bank's transactions as ingestion publishes them, in the order of the bank's history. */
export function simulatedEvents(options: {
  readonly customers: number;
  readonly from: string;
  readonly until: string;
}): MunshiEvent<Transaction>[] {
  const sequences = new Map<string, number>();
  return [...createBank({ seed: 5, ...options }).history()].flatMap((record): MunshiEvent<Transaction>[] => {
    if (record.record !== 'transaction') return [];
    const data = transactionSchema.parse(record);
    const subject = `${data.source}/${data.transactionId}`;
    const sequence = (sequences.get(subject) ?? 0) + 1;
    sequences.set(subject, sequence);
    const time = data.time ?? `${data.date}T00:00:00Z`;
    const envelope = { topic: 'bank.transactions', id: contentHash([data, sequence]), key: data.customerId, subject, sequence, time };
    return [{ ...envelope, intake: 'history', source: '/munshi/ingestion', data }];
  });
}
