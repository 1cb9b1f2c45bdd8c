import { type CustomerMoments, habitualAmount, largeWithinAWeek } from '../features/customer-windows.ts';
import type { LogNormal } from './prior.ts';

/** Payments of the last month before one's own median is spoken of. */
const ENOUGH_PAYMENTS = 5;
/** Weights, set on the train dates of the fraud handbook: points a natural logarithm, a deviation, a large payment. */
const WEIGHTS = { times: 0.3, large: 0.6, everybody: 3, weekOfLarge: 0.15 };
/** From 1.8 times the median on an amount weighs more. */
const LARGE = Math.log(1.8);
/** Deviations above everybody's mean beyond which hardly anybody pays. */
const BEYOND_EVERYBODY = 1.6;

export interface AmountAsked {
  readonly customer: CustomerMoments;
  /** Seconds since 1970. */
  readonly at: number;
  /** Minor units, positive. */
  readonly minor: number;
  /** What everybody pays. */
  readonly everybody: LogNormal;
}

/**
 * How far an amount is out of what the customer paid in the last 30 days and of what everybody pays, in points, where
 * nothing is known of what it was paid for. Reads no label. Null while the customer has paid too seldom to have a usual.
 */
export function amountSurprise({
  customer,
  at,
  minor,
  everybody,
}: AmountAsked): { readonly points: number; readonly times: number } | null {
  const habitual = habitualAmount(customer, at);
  if (habitual === null || habitual.count < ENOUGH_PAYMENTS || habitual.median <= 0) return null;
  const times = minor / habitual.median;
  const ratio = Math.log(Math.max(times, 1e-6));
  const deviations = (Math.log(Math.max(1, minor)) - everybody.mean) / everybody.deviation;
  const points =
    WEIGHTS.times * ratio +
    WEIGHTS.large * Math.max(0, ratio - LARGE) +
    WEIGHTS.everybody * Math.max(0, deviations - BEYOND_EVERYBODY) +
    WEIGHTS.weekOfLarge * largeWithinAWeek(customer, { at, median: habitual.median });
  return { points, times };
}
