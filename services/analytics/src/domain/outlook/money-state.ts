import type { Preferences, SavingsGoal } from '@munshi/events/preferences';
import type { OwnLimit } from '../budgets/budgets.ts';
import { type Corrections, emptyCorrections } from '../corrections/corrections.ts';
import type { SaidMoments } from '../moments/due-moments.ts';
import { type CashSince, NOTHING_SINCE } from './cash-since.ts';
import type { Outlook } from './outlook.ts';

/** What analytics keeps of a customer's money besides ledger, sums and habits. One row, changed in place by handlers. */
export interface MoneyState {
  readonly customerId: string;
  outlook: Outlook | null;
  since: CashSince;
  readonly corrections: Corrections;
  /** `ce_sequence` of the preferences that stand; -1 before any. */
  preferencesSequence: number;
  limits: readonly OwnLimit[];
  /** Absent in rows of before there were any. */
  goals?: readonly SavingsGoal[];
  readonly said: SaidMoments;
}

export function emptyMoney(customerId: string): MoneyState {
  return {
    customerId,
    outlook: null,
    since: NOTHING_SINCE,
    corrections: emptyCorrections(),
    preferencesSequence: -1,
    limits: [],
    said: {},
  };
}

/** Takes the customer's own limits and goals in; older preferences change nothing. A limit holds from the month in which it was set. */
export function takePreferences(
  money: MoneyState,
  preferences: Preferences | null,
  { sequence, month }: { sequence: number; month: string },
): boolean {
  if (sequence <= money.preferencesSequence) return false;
  money.preferencesSequence = sequence;
  const { limits: before, goals = [] } = money;
  money.goals = preferences?.goals ?? [];
  money.limits = (preferences?.budgets ?? []).map(({ category, currency, limit }) => {
    const known = before.find((one) => one.category === category && one.currency === currency);
    return { category, currency, limit, since: known !== undefined && known.since < month ? known.since : month };
  });
  return JSON.stringify([before, goals]) !== JSON.stringify([money.limits, money.goals]);
}
