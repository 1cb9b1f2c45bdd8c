import type { Evidence } from '@munshi/events/claim';
import type { Tip } from '@munshi/events/insights-money';
import { accountsOf } from '../domain/accounts.ts';
import { type BudgetUse, budgetsInUse } from '../domain/budget-use.ts';
import { type GoalUse, goalsInUse } from '../domain/goal-use.ts';
import { tipEvidence, tipIdOf } from '../domain/tip-evidence.ts';
import { hiddenTips } from '../store/feedback-repository.ts';
import type { CustomerContext } from './context.ts';

/** The customer's budgets as they stand. */
export async function budgetsOf(context: CustomerContext): Promise<BudgetUse[]> {
  const told = context.states['insights.spending']?.budgets ?? [];
  const own = context.states['customer.preferences']?.budgets ?? [];
  const month = told[0]?.month ?? context.today.slice(0, 7);
  return budgetsInUse({ told, own, month }, await context.entries());
}

/** The customer's savings goals as they stand. */
export async function goalsOf({ states, timeZone, today, rows }: CustomerContext): Promise<GoalUse[]> {
  const goals = states['customer.preferences']?.goals ?? [];
  if (goals.length === 0) return [];
  const ledger = await rows();
  return goalsInUse(goals, { accounts: accountsOf({ profile: states['bank.customers'], rows: ledger, timeZone }), rows: ledger, today });
}

/** A tip with the transactions behind it. */
export interface ProvedTip extends Tip {
  readonly tipId: string;
}

/** What would save the customer money, without what they hid. */
export async function tipsOf(context: CustomerContext): Promise<ProvedTip[]> {
  const insight = context.states['insights.spending'];
  if (!insight?.tips?.length) return [];
  const hidden = await hiddenTips(context.db, context.customerId);
  const entries = await context.entries();
  return insight.tips
    .filter((tip) => !hidden.has(tipIdOf(tip)))
    .map((tip) => {
      const found = tipEvidence(tip, { entries, asOf: insight.asOf }).map((id): Evidence => ({ kind: 'transaction', id }));
      return { ...tip, evidence: found.length > 0 ? found : tip.evidence, tipId: tipIdOf(tip) };
    });
}
