import type { Category } from '@munshi/events/spending';
import type { Transaction } from '@munshi/events/transaction';
import { categorise } from '../../domain/category/categorise.ts';
import { brandOf, classifyName } from '../../domain/category/classify-name.ts';
import type { SimulatedLedgers } from './simulated-ledgers.ts';

export interface CategoryRow {
  readonly name: string;
  readonly payments: number;
  /** Share of all payments with the right category. */
  readonly accuracy: number;
  /** Share that something was claimed of, and of these the share that was right. */
  readonly claimed: number;
  readonly rightOfClaimed: number;
}

interface Payment {
  readonly transaction: Transaction;
  readonly merchant: string;
  readonly category: Category;
}

type Method = readonly [name: string, isOfRow: (payment: Payment) => boolean, said: (payment: Payment) => string | null];

/**
 * Payments at merchants against the truth: with the code that came with them, and by the name alone. A merchant not seen before
 * is one that the shipped list of brands does not name: nothing is learned, so its words are all that is known of it.
 */
export function evaluateCategories({ ledgers, truth }: SimulatedLedgers): CategoryRow[] {
  const categories = new Map(
    truth.flatMap((record) => (record.record === 'transaction' ? [[record.transactionId, record.category] as const] : [])),
  );
  const payments = ledgers.flatMap(({ transactions }) => transactions.flatMap((transaction) => toPayment(transaction, categories)));
  const usual = mostFrequent(payments);
  const isListed = remembered((merchant) => brandOf(merchant));
  const byName = remembered((merchant) => classifyName(merchant)?.category ?? null);
  const byWords = remembered((merchant) => classifyName(merchant, false)?.category ?? null);
  const everywhere = () => true;
  const methods: readonly Method[] = [
    ['all merchants, with their code', everywhere, ({ transaction }) => categorise(transaction).category],
    ['all merchants, name only', everywhere, ({ merchant }) => byName(merchant)],
    ['brands of the list, name only', ({ merchant }) => isListed(merchant) !== null, ({ merchant }) => byName(merchant)],
    ['merchants not seen before, name only', ({ merchant }) => isListed(merchant) === null, ({ merchant }) => byName(merchant)],
    ['all merchants, name only, as if no brand were known', everywhere, ({ merchant }) => byWords(merchant)],
    ['baseline: everything is the most frequent category', everywhere, () => usual],
  ];
  return methods.map(([name, isOfRow, said]) => rowOf(name, payments.filter(isOfRow), said));
}

/** A merchant is asked about once, however many payments it has. */
function remembered(ask: (merchant: string) => string | null): typeof ask {
  const known = new Map<string, string | null>();
  return (merchant) => {
    const answer = known.has(merchant) ? (known.get(merchant) ?? null) : ask(merchant);
    known.set(merchant, answer);
    return answer;
  };
}

function toPayment(transaction: Transaction, categories: ReadonlyMap<string, Category>): Payment[] {
  const { merchant, amount, transactionId } = transaction;
  const category = categories.get(transactionId);
  if (!merchant?.name || amount.minor >= 0 || category === undefined) return [];
  return [{ transaction, merchant: merchant.name, category }];
}

function rowOf(name: string, payments: readonly Payment[], method: (payment: Payment) => string | null): CategoryRow {
  const answers = payments.map((payment) => ({ said: method(payment), right: payment.category }));
  const claimed = answers.filter(({ said }) => said !== null && said !== 'uncategorised');
  const right = claimed.filter((answer) => answer.said === answer.right).length;
  return {
    name,
    payments: payments.length,
    accuracy: right / payments.length,
    claimed: claimed.length / payments.length,
    rightOfClaimed: right / Math.max(1, claimed.length),
  };
}

function mostFrequent(payments: readonly Payment[]): string {
  const groups = [...Map.groupBy(payments, ({ category }) => category)].sort(([, left], [, right]) => right.length - left.length);
  return groups[0]?.[0] ?? 'uncategorised';
}
