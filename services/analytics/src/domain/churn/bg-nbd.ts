/** A customer's purchases as the model sees them, in one unit of time. */
export interface PurchaseHistory {
  /** Repeat purchases: all but the first. */
  readonly x: number;
  /** Time from the first purchase to the last. */
  readonly recency: number;
  /** Time from the first purchase until now. */
  readonly age: number;
}

/** Purchase rates are gamma(r, alpha) among customers; after each purchase one leaves with a beta(a, b) probability. */
export interface BgNbdParameters {
  readonly r: number;
  readonly alpha: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Probability that a customer is still active: P(alive | x, t_x, T) of the BG/NBD model.
 * Fader, Hardie, Lee (2008), "Computing P(alive) Using the BG/NBD Model"; someone without a repeat counts as alive there.
 */
export function probabilityAlive({ r, alpha, a, b }: BgNbdParameters, { x, recency, age }: PurchaseHistory): number {
  if (x === 0) return 1;
  const odds = (a / (b + x - 1)) * Math.exp((r + x) * Math.log((alpha + age) / (alpha + recency)));
  return 1 / (1 + odds);
}

/**
 * Purchases expected in the next `t`: equation 10 of Fader, Hardie, Lee (2005), "Counting Your Customers the Easy Way: An
 * Alternative to the Pareto/NBD Model".
 */
export function expectedPurchases(parameters: BgNbdParameters, history: PurchaseHistory, t: number): number {
  const { r, alpha, a, b } = parameters;
  const { x, age } = history;
  const growth =
    ((alpha + age) / (alpha + age + t)) ** (r + x) * hypergeometric(r + x, { b: b + x, c: a + b + x - 1, z: t / (alpha + age + t) });
  const expected = ((a + b + x - 1) / (a - 1)) * (1 - growth);
  return Math.max(0, expected * probabilityAlive(parameters, history));
}

/** Gauss's 2F1(a, b; c; z) by its series; 0 ≤ z < 1. */
function hypergeometric(a: number, { b, c, z }: { readonly b: number; readonly c: number; readonly z: number }): number {
  let term = 1;
  let sum = 1;
  for (let n = 0; n < 10_000; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (Math.abs(term) < 1e-12 * Math.abs(sum)) break;
  }
  return sum;
}
