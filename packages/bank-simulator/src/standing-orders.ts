import { bills, housing, type Payer } from './household.ts';
import { type Cadence, type Obligation, obligation } from './obligations.ts';
import { plans } from './plans.ts';
import type { Random } from './random.ts';
import { subscriptions } from './subscriptions.ts';

/** What a customer pays again and again. */
export function standingOrders(payer: Payer, random: Random): Obligation[] {
  return [...housing(payer, random), ...bills(payer, random), ...subscriptions(payer, random), ...plans(payer, random)].map(obligation);
}

const A_MONTH: Readonly<Record<Cadence, number>> = {
  weekly: 52 / 12,
  fortnightly: 26 / 12,
  'every 28 days': 13 / 12,
  monthly: 1,
  quarterly: 1 / 3,
  'half-yearly': 1 / 6,
  yearly: 1 / 12,
};

/** Paise a month, on average over a year. */
export function monthlyOutgoings(obligations: readonly Obligation[]): number {
  return obligations.reduce((sum, { base, cadence }) => sum + base * A_MONTH[cadence], 0);
}
