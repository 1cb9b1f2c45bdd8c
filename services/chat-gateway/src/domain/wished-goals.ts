import { addDays, type CalendarDate, calendarDate } from '@munshi/events/calendar-date';
import { contentHash } from '@munshi/events/event-id';
import { type SavingsGoal, savingsGoal } from '@munshi/events/preferences';
import { type GoalAccount, isGoalAccount } from '@munshi/facts/savings-goals';
import { z } from 'zod';

/** A goal as a request gives it: a new one has no id yet. When it was set is for the gateway to say. */
export const wishedGoal = savingsGoal.extend({
  goalId: z
    .string()
    .max(100)
    .regex(/^[\w.-]+$/, 'is not an id of letters, digits, dots and hyphens')
    .optional(),
  name: z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(100)
    .regex(/^\P{Cc}*$/u, 'has a line break or another control character'),
  accountId: savingsGoal.shape.accountId.default(null),
  setOn: calendarDate.optional(),
});
export type WishedGoal = z.infer<typeof wishedGoal>;

export interface GoalScene {
  readonly customerId: string;
  /** The goals that stand. */
  readonly standing: readonly SavingsGoal[];
  readonly accounts: readonly GoalAccount[];
  readonly today: CalendarDate;
}

const MOST_DAYS = 50 * 366;

export type SettledGoals =
  | { readonly goals: readonly SavingsGoal[]; readonly problem: null }
  /** `goals.0.by: is not a day to come` */
  | { readonly goals: null; readonly problem: string };

/**
 * The goals that a request asks for: known ones keep the day on which they were set, new ones get an id and today. The same request
 * again makes the same goals. What a known goal has is not held against it: that its date has passed, that its account is gone.
 */
export function settleGoals(wished: readonly WishedGoal[], scene: GoalScene): SettledGoals {
  const taken = new Set(wished.flatMap(({ goalId }) => goalId ?? []));
  const goals: SavingsGoal[] = [];
  for (const [at, wish] of wished.entries()) {
    const goalId = wish.goalId ?? freeId(wish, scene, taken);
    taken.add(goalId);
    const known = scene.standing.find((one) => one.goalId === goalId);
    const goal = { ...wish, goalId, setOn: known?.setOn ?? scene.today };
    const problem = goals.some((one) => one.goalId === goalId) ? 'goalId: stands twice' : problemOf(goal, known, scene);
    if (problem !== null) return { goals: null, problem: `goals.${at}.${problem}` };
    goals.push(goal);
  }
  return { goals, problem: null };
}

function problemOf(goal: SavingsGoal, known: SavingsGoal | undefined, { accounts, today }: GoalScene): string | null {
  const { by, accountId, currency } = goal;
  if (by !== known?.by && by <= today) return 'by: is not a day to come';
  if (by !== known?.by && by > addDays(today, MOST_DAYS)) return 'by: is more than fifty years ahead';
  const isKnown = accountId === known?.accountId && currency === known?.currency;
  if (accountId === null || isKnown || accounts.some((one) => one.accountId === accountId && isGoalAccount(one, currency))) return null;
  return `accountId: is no account of yours in which ${currency} is saved`;
}

function freeId(
  { name, currency, target, by, accountId }: WishedGoal,
  { customerId, today }: GoalScene,
  taken: ReadonlySet<string>,
): string {
  for (let count = 0; ; count += 1) {
    const id = contentHash(['goal', customerId, today, name, currency, target, by, accountId, count]).slice(0, 24);
    if (!taken.has(id)) return id;
  }
}
