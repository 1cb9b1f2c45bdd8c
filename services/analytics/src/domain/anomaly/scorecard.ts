/**
 * A logistic regression over features cut into bins: each bin of each feature has a weight, in log odds, and the weights
 * that a payment collects add up. Trained by blocked Newton steps (backfitting: Hastie and Tibshirani, Generalized Additive
 * Models, section 6.3), one feature at a time, where the bins of a feature do not touch each other.
 */
export interface Scorecard {
  readonly intercept: number;
  readonly features: readonly ScoredFeature[];
}

export interface ScoredFeature {
  readonly name: string;
  /** Rising; a value belongs to the bin before the first cut that is not smaller. */
  readonly cuts: readonly number[];
  /** One more than cuts, and a last one for what is unknown. Log odds. */
  readonly weights: readonly number[];
}

/** Values by feature; null is unknown, and has a weight of its own. */
export type FeatureRow = readonly (number | null)[];

export interface TrainingRows {
  readonly names: readonly string[];
  readonly rows: readonly FeatureRow[];
  readonly labels: readonly boolean[];
  /** How many payments a row stands for; 1 each where it is absent. */
  readonly weights?: readonly number[];
}

/** Log odds of the payment, and what each feature adds to them, in the order of the features. */
export function weigh(card: Scorecard, row: FeatureRow): { readonly logOdds: number; readonly shares: readonly number[] } {
  const shares = card.features.map(({ cuts, weights }, at) => weights[binOf(cuts, row[at] ?? null)] ?? 0);
  return { logOdds: shares.reduce((sum, share) => sum + share, card.intercept), shares };
}

export function probabilityOf(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The bin of a value; the one behind the last is for what is unknown. */
export function binOf(cuts: readonly number[], value: number | null): number {
  if (value === null) return cuts.length + 1;
  let bin = 0;
  while (bin < cuts.length && value > (cuts[bin] as number)) bin += 1;
  return bin;
}
