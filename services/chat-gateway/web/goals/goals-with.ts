import type { WishedGoal } from '../gateway/shapes.ts';

/** The goals with one of them changed, or a new one added. */
export function goalsWith(goals: readonly WishedGoal[], set: WishedGoal): WishedGoal[] {
  const isKnown = set.goalId !== undefined && goals.some(({ goalId }) => goalId === set.goalId);
  return isKnown ? goals.map((goal) => (goal.goalId === set.goalId ? { ...goal, ...set } : goal)) : [...goals, set];
}

export function goalsWithout(goals: readonly WishedGoal[], goalId: string): WishedGoal[] {
  return goals.filter((goal) => goal.goalId !== goalId);
}
