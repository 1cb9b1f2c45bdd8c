import { LOG_STEPS, type LogSums } from './habits.ts';

/** Mean and standard deviation of the natural logarithm of an amount in minor units. */
export interface LogNormal {
  readonly mean: number;
  readonly deviation: number;
}

/** What everybody pays, by `currency category`: where a customer's own history is short, this fills in. */
export type Prior = Readonly<Record<string, LogNormal>>;

/**
 * Before the bank's own customers were looked at. Purchases: the published quartiles of a million payments at an Indian
 * bank (161, 459 and 1,200 rupees: a log deviation of 1.49); what is paid once a month is larger by an order and more alike.
 */
const PURCHASE: LogNormal = { mean: Math.log(45_900), deviation: 1.4 };
const OBLIGATION: LogNormal = { mean: Math.log(900_000), deviation: 1.1 };
const OBLIGATIONS = new Set(['rent', 'loan', 'investment', 'insurance', 'education', 'taxes', 'travel', 'transfer', 'cash']);
/** Of a currency nobody has spent yet any amount is as likely as another: no surprise is made of it. */
const UNKNOWN: LogNormal = { mean: Math.log(100_000), deviation: 4 };
/** A category's figure counts once so many payments of all customers stand behind it. */
const ENOUGH_PAYMENTS = 30;

export function priorOf(prior: Prior, category: string): LogNormal {
  const known = prior[category];
  if (known !== undefined) return known;
  if (!category.startsWith('INR ')) return UNKNOWN;
  return OBLIGATIONS.has(category.slice(4)) ? OBLIGATION : PURCHASE;
}

/** Everybody's prior from everybody's sums. */
export function fitPrior(everybody: Iterable<Readonly<Record<string, LogSums>>>): Prior {
  const totals: Record<string, [number, number, number]> = {};
  for (const categories of everybody) {
    for (const [category, [n, sum, squares]] of Object.entries(categories)) {
      const total = totals[category] ?? [0, 0, 0];
      totals[category] = [total[0] + n, total[1] + sum, total[2] + squares];
    }
  }
  return Object.fromEntries(
    Object.entries(totals)
      .filter(([, [n]]) => n >= ENOUGH_PAYMENTS)
      .map(([category, sums]) => [category, logNormalOf(sums)]),
  );
}

/** Mean and deviation of the sums, in natural logarithms; at least one payment. */
export function logNormalOf([n, sum, squares]: LogSums): LogNormal {
  const mean = sum / n;
  const variance = Math.max(0, squares / n - mean * mean);
  return { mean: mean / LOG_STEPS, deviation: Math.max(0.1, Math.sqrt(variance) / LOG_STEPS) };
}
