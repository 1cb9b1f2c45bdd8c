import type { Category } from '@munshi/events/spending';
import type { Transaction } from '@munshi/events/transaction';
import { categorise } from '../../domain/category/categorise.ts';
import { classifyName, learnNames, type NameModel, NO_NAMES } from '../../domain/category/classify-name.ts';
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

const FOLDS = 5;

/**
 * Payments at merchants against the truth: with the code that came with them, and by the name alone. A merchant not seen
 * is in the fold that the model was not taught; a brand not known is one that the shipped list is not asked about.
 */
export function evaluateCategories({ ledgers, truth }: SimulatedLedgers): CategoryRow[] {
  const categories = new Map(
    truth.flatMap((record) => (record.record === 'transaction' ? [[record.transactionId, record.category] as const] : [])),
  );
  const payments = ledgers.flatMap(({ transactions }) => transactions.flatMap((transaction) => toPayment(transaction, categories)));
  const merchants = [...new Set(payments.map(({ merchant }) => merchant))].sort();
  const foldOf = new Map(merchants.map((merchant, at) => [merchant, at % FOLDS]));
  const models = Array.from({ length: FOLDS }, (_, fold) => taught(payments.filter(({ merchant }) => foldOf.get(merchant) !== fold)));
  const everything = taught(payments);
  const usual = mostFrequent(payments);
  const unseen = ({ merchant }: Payment) => models[foldOf.get(merchant) ?? 0] ?? NO_NAMES;
  const byName = remembered(
    (model: NameModel, merchant: string, brandsKnown: boolean) => classifyName(merchant, model, brandsKnown)?.category ?? null,
  );
  const methods: Readonly<Record<string, (payment: Payment) => string | null>> = {
    'merchants not seen, with their code': ({ transaction }) => categorise(transaction).category,
    'merchants not seen, name only': (payment) => byName(unseen(payment), payment.merchant, true),
    'merchants not seen, name only, without the list of brands': (payment) => byName(unseen(payment), payment.merchant, false),
    'merchants seen, name only': ({ merchant }) => byName(everything, merchant, true),
    'baseline: everything is the most frequent category': () => usual,
  };
  return Object.entries(methods).map(([name, method]) => rowOf(name, payments, method));
}

/** A merchant is asked about once, however many payments it has. */
function remembered(ask: (model: NameModel, merchant: string, brandsKnown: boolean) => string | null): typeof ask {
  const known = new Map<NameModel, Map<string, string | null>>();
  return (model, merchant, brandsKnown) => {
    const own = known.get(model) ?? new Map<string, string | null>();
    known.set(model, own);
    const key = `${brandsKnown} ${merchant}`;
    const answer = own.has(key) ? (own.get(key) ?? null) : ask(model, merchant, brandsKnown);
    own.set(key, answer);
    return answer;
  };
}

function toPayment(transaction: Transaction, categories: ReadonlyMap<string, Category>): Payment[] {
  const { merchant, amount, transactionId } = transaction;
  const category = categories.get(transactionId);
  if (!merchant?.name || amount.minor >= 0 || category === undefined) return [];
  return [{ transaction, merchant: merchant.name, category }];
}

function taught(payments: readonly Payment[]): NameModel {
  return learnNames(
    payments.flatMap(({ transaction, merchant }) => {
      const { category, confidence } = categorise(transaction);
      return confidence > 0 ? [{ name: merchant, category }] : [];
    }),
  );
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
