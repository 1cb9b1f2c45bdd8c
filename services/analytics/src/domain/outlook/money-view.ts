import type { SpendingInsight } from '@munshi/events/insights';
import type { LedgerSpan } from '@munshi/facts/complete-months';
import { budgetsOf } from '../budgets/budgets.ts';
import type { CustomerState } from '../customer/customer-state.ts';
import { goalsOf, type Savings } from '../goals/savings.ts';
import { spendingMonths } from '../spending/month-sums.ts';
import { paceOf } from '../spending/pace.ts';
import { usualSpending } from '../spending/usual.ts';
import { tipsOf } from '../tips/tips.ts';
import { cashNow } from './cash-since.ts';
import type { MoneyState } from './money-state.ts';

/** Older months stay in the sums; a state carries two years of them. */
const MONTHS_SAID = 24;

/** A customer's spending as it is published: sums, what is usual, pace, budgets and tips. */
export type SpendingView = Required<Omit<SpendingInsight, 'customerId' | 'asOf' | 'goals'>> & Pick<SpendingInsight, 'goals'>;

/** What a view is made of besides the customer's state: `savings` is read from the ledger as it stands. */
export interface MoneySeen {
  readonly money: MoneyState;
  readonly savings: Savings;
}

export function spendingView(state: CustomerState, span: LedgerSpan, { money, savings }: MoneySeen): SpendingView {
  const months = spendingMonths(state.months);
  const usual = usualSpending({ months, span });
  const goals = goalsOf(state, span, { goals: money.goals, savings });
  const usualDays = money.outlook?.usualDays ?? [];
  const recent = new Set(months.map(({ month }) => month).slice(-MONTHS_SAID));
  const { tips, noTips } = tipsOf({
    customerId: state.customerId,
    months,
    usual,
    span,
    streams: money.outlook?.streams ?? [],
    lows: money.outlook?.lows ?? {},
    isShort: isShort(money, span.to),
  });
  return {
    months: months.filter(({ month }) => recent.has(month)),
    usual,
    pace: paceOf({ months, usualDays, asOf: span.to }),
    budgets: budgetsOf({ months, usual, usualDays, own: money.limits, asOf: span.to }),
    ...(goals.length > 0 ? { goals } : {}),
    tips: [...tips],
    noTips,
  };
}

/** Whether less than nothing is expected to be there on one of the coming days. */
function isShort({ outlook, since }: MoneyState, asOf: string): boolean {
  if (outlook === null || outlook.cash === null) return false;
  return cashNow(outlook.cash, { since, from: outlook.asOf, asOf }).days.some(({ expected }) => expected < 0);
}
