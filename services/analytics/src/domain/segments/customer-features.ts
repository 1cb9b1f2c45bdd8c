import { completeMonths } from '@munshi/facts/complete-months';
import type { CustomerState } from '../customer/customer-state.ts';

/** What customers are compared by. Amounts in minor units a month, shares 0..1 of spending. */
export interface CustomerFeatures {
  readonly currency: string;
  readonly months: number;
  readonly spent: number;
  readonly received: number;
  readonly payments: number;
  readonly meanPayment: number;
  readonly shares: Readonly<Record<ShareGroup, number>>;
}

export type ShareGroup = 'everyday' | 'home' | 'going out' | 'travel' | 'shopping' | 'cash' | 'saving';

const GROUP_OF: Readonly<Record<string, ShareGroup>> = {
  groceries: 'everyday',
  fuel: 'everyday',
  transport: 'everyday',
  health: 'everyday',
  personal: 'everyday',
  rent: 'home',
  loan: 'home',
  utilities: 'home',
  telecom: 'home',
  education: 'home',
  taxes: 'home',
  dining: 'going out',
  entertainment: 'going out',
  subscriptions: 'going out',
  travel: 'travel',
  shopping: 'shopping',
  gifts: 'shopping',
  cash: 'cash',
  investment: 'saving',
  insurance: 'saving',
};
export const SHARE_GROUPS: readonly ShareGroup[] = ['everyday', 'home', 'going out', 'travel', 'shopping', 'cash', 'saving'];

/** Features over the complete months (at most the last six) in one currency; null while there is none, or nothing was spent. */
export function featuresOf(state: CustomerState, currency: string): CustomerFeatures | null {
  if (state.span === null) return null;
  const months = completeMonths(state.span).slice(-6);
  const groups = Object.fromEntries(SHARE_GROUPS.map((group) => [group, 0])) as Record<ShareGroup, number>;
  const total = { spent: 0, received: 0, payments: 0 };
  for (const month of months) {
    for (const [category, [spent, received, count]] of Object.entries(state.months[`${month} ${currency}`] ?? {})) {
      total.spent += spent;
      total.received += received;
      total.payments += count;
      const group = GROUP_OF[category];
      if (group !== undefined) groups[group] += spent;
    }
  }
  if (total.spent <= 0 || total.payments === 0) return null;
  return {
    currency,
    months: months.length,
    spent: total.spent / months.length,
    received: total.received / months.length,
    payments: total.payments / months.length,
    meanPayment: total.spent / total.payments,
    shares: Object.fromEntries(SHARE_GROUPS.map((group) => [group, Math.max(0, groups[group] / total.spent)])) as Record<
      ShareGroup,
      number
    >,
  };
}

/** The coordinates: logarithms of amounts and counts, and the shares as they are. */
export function vectorOf(features: CustomerFeatures): number[] {
  const { spent, received, payments, meanPayment, shares } = features;
  return [spent, received, payments, meanPayment]
    .map((value) => Math.log1p(Math.max(0, value)))
    .concat(SHARE_GROUPS.map((group) => shares[group]));
}
