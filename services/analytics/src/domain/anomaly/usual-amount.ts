import { type Habits, LOG_STEPS, type LogSums, type Payment } from './habits.ts';
import { type LogNormal, type Prior, priorOf } from './prior.ts';

/** Payments that the prior is worth: with so many of their own, a customer's history weighs as much as everybody's. */
const PRIOR_WEIGHT = 4;
/** A merchant's amounts are believed sooner than a category's: they repeat. */
const MERCHANT_WEIGHT = 3;
/** However alike the amounts were, one that differs by less than a quarter is no surprise. */
const LEAST_DEVIATION = 0.25;

export interface UsualAmount extends LogNormal {
  /** Own payments that it stands on. */
  readonly count: number;
}

/** What such a payment usually costs this customer: merchant within category (`usualInCategory`) within customer within everybody. */
export function usualAmount(habits: Habits, payment: Payment, category: UsualAmount): UsualAmount {
  const merchant = payment.merchant === null ? undefined : habits.merchants[payment.merchant];
  if (merchant === undefined) return category;
  const closer = shrink(merchant, category, MERCHANT_WEIGHT);
  return { ...closer, count: Math.max(category.count, merchant[0]) };
}

/** The same for a category, whatever the merchant. */
export function usualInCategory(habits: Habits, prior: Prior, category: string): UsualAmount {
  const everybody = priorOf(prior, category);
  const { level, deviation } = customerLevel(habits, prior, { currency: category.slice(0, 3), everybody });
  const own = habits.categories[category];
  const centred = { mean: everybody.mean + level, deviation };
  if (own === undefined) return { ...centred, count: 0 };
  return { ...shrink(own, centred, PRIOR_WEIGHT), count: own[0] };
}

/**
 * How far above everybody this customer pays over all categories of a currency, and how widely their payments of one
 * category spread, everybody's spread filling in. In logarithms.
 */
function customerLevel(habits: Habits, prior: Prior, at: { readonly currency: string; readonly everybody: LogNormal }) {
  let distance = 0;
  let count = 0;
  let spread = 0;
  let free = 0;
  // in the order of names: sums of fractions depend on theirs, and that of the keys is another once they were stored
  for (const category of Object.keys(habits.categories).sort()) {
    const [n, sum, squares] = habits.categories[category] as LogSums;
    if (!category.startsWith(at.currency)) continue;
    distance += sum / LOG_STEPS - n * priorOf(prior, category).mean;
    count += n;
    spread += Math.max(0, squares - (sum * sum) / n) / LOG_STEPS ** 2;
    free += n - 1;
  }
  const variance = (PRIOR_WEIGHT * at.everybody.deviation ** 2 + spread) / (PRIOR_WEIGHT + free);
  return { level: distance / (count + PRIOR_WEIGHT), deviation: Math.sqrt(variance) };
}

/**
 * Posterior mean and predictive deviation of a normal with conjugate prior (normal, inverse gamma) worth `weight`
 * observations: Gelman et al., Bayesian Data Analysis, section 3.3.
 */
function shrink([n, sum, squares]: LogSums, prior: LogNormal, weight: number): LogNormal {
  const own = sum / n / LOG_STEPS;
  const spread = Math.max(0, squares / LOG_STEPS ** 2 - n * own * own);
  const mean = (weight * prior.mean + n * own) / (weight + n);
  const between = ((weight * n) / (weight + n)) * (own - prior.mean) ** 2;
  const variance = (weight * prior.deviation ** 2 + spread + between) / (weight + n);
  return { mean, deviation: Math.max(LEAST_DEVIATION, Math.sqrt(variance * (1 + 1 / (weight + n)))) };
}
