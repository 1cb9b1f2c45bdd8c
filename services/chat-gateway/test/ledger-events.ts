import type { TransactionInsight } from '@munshi/events/insights';
import type { Transaction } from '@munshi/events/transaction';
import type { NewRecord } from './running-gateway.ts';

export const inr = (minor: number) => ({ minor, currency: 'INR' });

/** One transaction and what analytics makes of it, as records of their topics. */
export interface Told {
  readonly id: string;
  readonly customerId?: string;
  readonly date: string;
  readonly minor: number;
  readonly category?: string;
  readonly merchant?: string;
  readonly more?: Partial<Transaction>;
  readonly made?: Partial<TransactionInsight>;
  readonly sequence?: number;
}

export function transactionOf({ id, customerId = 'C-1', date, minor, merchant, more, sequence }: Told): NewRecord<Transaction> {
  const data: Transaction = {
    transactionId: id,
    customerId,
    accountId: `${customerId}-savings`,
    amount: inr(minor),
    date,
    status: 'posted',
    source: 'bank',
    merchant: merchant ? { name: merchant.toUpperCase() } : null,
    ...more,
  };
  return { key: customerId, subject: `bank/${id}`, data, ...(sequence === undefined ? {} : { sequence }) };
}

export function insightOf({
  id,
  customerId = 'C-1',
  category = 'shopping',
  merchant,
  made,
  sequence,
}: Told): NewRecord<TransactionInsight> {
  const data: TransactionInsight = {
    transactionId: id,
    source: 'bank',
    customerId,
    category,
    confidence: 0.9,
    merchant: { id: null, name: merchant ?? null },
    transferMatch: null,
    refundMatch: null,
    streamId: null,
    ...made,
  };
  return { key: customerId, subject: `bank/${id}`, data, ...(sequence === undefined ? {} : { sequence }) };
}
