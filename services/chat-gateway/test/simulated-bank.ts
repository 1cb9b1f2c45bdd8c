import { createBank } from '@munshi/bank-simulator/simulate';
import { bankCustomers, type Customer } from '@munshi/events/customer';
import type { BankDocument } from '@munshi/events/document';
import { insightsTransactions, type TransactionInsight } from '@munshi/events/insights';
import { bankTransactions, type Transaction } from '@munshi/events/transaction';
import type { NewRecord, RunningGateway } from './running-gateway.ts';

export interface BankSize {
  readonly customers: number;
  readonly seed: number;
  readonly from: string;
  readonly until: string;
}

/** A simulated bank as the gateway's topics tell of it, analytics being one that is always right. */
export function simulatedBank(size: BankSize) {
  const bank = createBank(size);
  const records = [...bank.history()];
  const truth = [...bank.truth()];
  const profiles: NewRecord<Customer>[] = [];
  const transactions: NewRecord<Transaction>[] = [];
  const documents: BankDocument[] = [];
  const versions = new Map<string, number>();
  for (const record of records) {
    if (record.record === 'document') documents.push(record);
    else if (record.record === 'customer') {
      const { record: _kind, ...data } = record;
      profiles.push({ key: data.customerId, subject: data.customerId, data, intake: 'history' });
    } else {
      const { record: _kind, ...data } = record;
      const sequence = (versions.get(data.transactionId) ?? 0) + 1;
      versions.set(data.transactionId, sequence);
      transactions.push({ key: data.customerId, subject: `${data.source}/${data.transactionId}`, data, sequence, intake: 'history' });
    }
  }
  const sourceOf = new Map(transactions.map(({ data }) => [data.transactionId, data.source]));
  const insights = truth.flatMap((one): NewRecord<TransactionInsight>[] => {
    if (one.record !== 'transaction') return [];
    const { transactionId, customerId, category, merchant, transferMatch, refundMatch, streamId } = one;
    const source = sourceOf.get(transactionId) ?? 'bank';
    const data = {
      transactionId,
      source,
      customerId,
      category,
      confidence: 1,
      merchant: { id: null, name: merchant },
      transferMatch,
      refundMatch,
      streamId,
    };
    return [{ key: customerId, subject: `${source}/${transactionId}`, data, intake: 'history' }];
  });
  return {
    customers: bank.customers,
    truth,
    transactions,
    documents,
    async load(gateway: RunningGateway): Promise<void> {
      await gateway.publish(bankCustomers, profiles);
      await gateway.publish(bankTransactions, transactions);
      await gateway.publish(insightsTransactions, insights);
    },
  };
}
