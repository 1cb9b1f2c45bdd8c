import type { TruthRecord } from '@munshi/bank-simulator/truth-record';
import type { Transaction } from '@munshi/events/transaction';
import type { simulatedBank } from './simulated-bank.ts';

type Label = Extract<TruthRecord, { record: 'transaction' }>;

/** One payment or refund that counts as spending, computed from the bank's records and truth alone. */
export interface KnownExpense {
  readonly transactionId: string;
  readonly date: string;
  /** Positive for a payment, negative for a refund: paise. */
  readonly minor: number;
  readonly category: string;
  readonly merchant: string | null;
  readonly accountId: string | null;
}

/** The spending of one customer: without own transfers and reversed payments, refunds in the category of their purchase. */
export function knownExpenses({ truth, transactions }: ReturnType<typeof simulatedBank>, customerId: string): KnownExpense[] {
  const labels = new Map(truth.flatMap((one) => (one.record === 'transaction' ? [[one.transactionId, one] as const] : [])));
  const newest = new Map<string, Transaction>();
  for (const { data, key } of transactions)
    if (key === customerId && !(newest.get(data.transactionId)?.status === 'posted' && data.status === 'pending'))
      newest.set(data.transactionId, data);
  const posted = [...newest.values()].filter(({ status }) => status === 'posted');
  const purchaseOf = ({ amount, transactionId }: Transaction): Transaction | undefined =>
    amount.minor > 0 ? newest.get(labels.get(transactionId)?.refundMatch ?? '') : undefined;
  const undone = new Set(
    posted.flatMap((credit) => {
      const purchase = purchaseOf(credit);
      const days = purchase ? (Date.parse(credit.date) - Date.parse(purchase.date)) / 86_400_000 : -1;
      const isWhole = purchase && purchase.accountId === credit.accountId && purchase.amount.minor === -credit.amount.minor;
      return isWhole && days >= 0 && days <= 3 ? [credit.transactionId, purchase.transactionId] : [];
    }),
  );
  return posted
    .filter((row) => !undone.has(row.transactionId) && !labels.get(row.transactionId)?.transferMatch)
    .filter((row) => row.amount.minor < 0 || purchaseOf(row) !== undefined)
    .map((row) => {
      const label = labels.get(purchaseOf(row)?.transactionId ?? row.transactionId) as Label;
      const { transactionId, date, amount, accountId } = row;
      return {
        transactionId,
        date,
        minor: -amount.minor,
        category: label.category,
        merchant: label.merchant,
        accountId: accountId ?? null,
      };
    });
}
