import { daysBetween } from '@munshi/events/calendar-date';
import type { ChurnInsight } from '@munshi/events/insights';
import type { Activity } from '../customer/active-days.ts';
import { type BgNbdParameters, expectedPurchases, probabilityAlive } from './bg-nbd.ts';

/**
 * A weak prior, in days: a rate of one active day in two, worth two days of history; leaving as published for the CDNOW
 * customers (Fader, Hardie, Lee 2005: a 0.793, b 2.426). With a bank customer's dozens of active days the own history decides.
 */
const PARAMETERS: BgNbdParameters = { r: 1, alpha: 2, a: 0.793, b: 2.426 };
export const FORECAST_DAYS = 30;
/** Less history than this supports no forecast. */
const FEWEST_ACTIVE_DAYS = 4;
const FEWEST_DAYS = 30;
const HIGH_RISK = 0.3;
const MEDIUM_RISK = 0.7;

/** How likely a customer is still active on a date, from their days with a payment; `unknown` where history is short. */
export function forecastActivity(activity: Activity, asOf: string): Omit<ChurnInsight, 'customerId' | 'asOf'> {
  const age = Math.max(0, daysBetween(activity.firstDate, asOf));
  const silent = Math.max(0, daysBetween(activity.lastDate, asOf));
  const history = { x: activity.activeDays - 1, recency: age - silent, age };
  if (activity.activeDays < FEWEST_ACTIVE_DAYS || age < FEWEST_DAYS) {
    const reason = `Too little history to say: ${activity.activeDays} days with a payment in ${age + 1} days`;
    return { alive: 1, expectedTransactions: 0, level: 'unknown', reasons: [reason] };
  }
  const perActiveDay = activity.transactions / activity.activeDays;
  const alive = probabilityAlive(PARAMETERS, history);
  const expected = expectedPurchases(PARAMETERS, history, FORECAST_DAYS) * perActiveDay;
  return {
    alive: rounded(alive, 3),
    expectedTransactions: rounded(expected, 1),
    level: alive < HIGH_RISK ? 'high' : alive < MEDIUM_RISK ? 'medium' : 'low',
    reasons: [
      `The last payment was ${silent === 0 ? 'on the newest day' : `${silent} days before the newest day`} of the ledger`,
      `Before that there was a payment about every ${rounded(Math.max(1, history.recency / Math.max(1, history.x)), 1)} days`,
    ],
  };
}

function rounded(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
