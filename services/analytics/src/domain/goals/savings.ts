import type { GoalProgress } from '@munshi/events/insights-money';
import { completeMonths, type LedgerSpan } from '@munshi/facts/complete-months';
import { accountsOfGoal, type GoalAccount, goalsSeen, movesFrom, type SavingsSeen } from '@munshi/facts/savings-goals';
import type { CustomerState } from '../customer/customer-state.ts';
import type { MoneyState } from '../outlook/money-state.ts';

/** What the ledger says of the accounts in which a customer saves. */
export type Savings = Pick<SavingsSeen, 'moved' | 'balances'>;

/** Of whom nothing was read: they have no goals. */
export const NO_SAVINGS: Savings = { moved: [], balances: new Map() };

/** What is to be read of an account for goals in a currency, from a date on. */
export interface WantedSavings {
  readonly customerId: string;
  readonly accountId: string;
  readonly currency: string;
  readonly since: string;
}

export function goalAccounts({ accounts }: Pick<CustomerState, 'accounts'>): GoalAccount[] {
  return Object.entries(accounts).map(([accountId, known]) => ({ accountId, ...known }));
}

/** Nothing is read of who has no goals. */
export function wantedSavings(state: CustomerState, { goals = [] }: MoneyState): WantedSavings[] {
  if (goals.length === 0 || state.span === null) return [];
  const { customerId, span } = state;
  const accounts = goalAccounts(state);
  const since = movesFrom(goals, completeMonths(span), span.to);
  const pairs = new Map(
    goals.flatMap((goal) =>
      accountsOfGoal(goal, accounts).map((accountId) => [`${goal.currency} ${accountId}`, { accountId, currency: goal.currency }]),
    ),
  );
  return [...pairs.values()].map((pair) => ({ customerId, ...pair, since }));
}

/** How the customer's goals stand as of the newest date of their ledger. */
export function goalsOf(
  state: CustomerState,
  span: LedgerSpan,
  { goals = [], savings }: { readonly goals: MoneyState['goals']; readonly savings: Savings },
): GoalProgress[] {
  const seen = { ...savings, accounts: goalAccounts(state), months: completeMonths(span), today: span.to };
  return goalsSeen(goals, seen).map(({ progress }) => progress);
}
