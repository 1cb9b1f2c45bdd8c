import { addDays, type CalendarDate, monthPeriod } from '@munshi/events/calendar-date';
import type { GoalProgress } from '@munshi/events/insights-money';
import type { Fact } from '@munshi/facts/fact';
import { accountsOfGoal, type GoalAccount } from '@munshi/facts/savings-goals';
import { factOf, type Moment, sizeBucket } from './moment.ts';

export interface GoalsSeen {
  readonly customerId: string;
  readonly goals: readonly GoalProgress[];
  readonly accounts: readonly GoalAccount[];
  readonly asOf: CalendarDate;
}

/** That all goes well is told in the first days of a month, of goals that have a month behind them. */
const DAYS_TO_TELL = 7;

/** What the savings goals say, from the day on which they were set. What is not known of them says nothing. */
export function momentsOfGoals(seen: GoalsSeen): Moment[] {
  return seen.goals.filter(({ setOn }) => setOn <= seen.asOf).flatMap((goal) => MOMENTS[goal.state](goal, seen));
}

const MOMENTS: Readonly<Record<GoalProgress['state'], (goal: GoalProgress, seen: GoalsSeen) => Moment[]>> = {
  'off-track': offTrack,
  'on-track': onTrack,
  reached,
  passed: () => [],
  unknown: () => [],
};

/** Once a month while it lasts, again where so much more is needed that it is another size. */
function offTrack(goal: GoalProgress, seen: GoalsSeen): Moment[] {
  const month = seen.asOf.slice(0, 7);
  return momentOf(goal, seen, {
    kind: 'savings-goal-off-track',
    period: month,
    bucket: sizeBucket(goal.needed ?? 0),
    figures: ['saved', 'needed', 'pace', 'earlier'],
    staleFrom: addDays(monthPeriod(month).to, 1),
  });
}

function onTrack(goal: GoalProgress, seen: GoalsSeen): Moment[] {
  const { asOf } = seen;
  if (Number(asOf.slice(8)) > DAYS_TO_TELL || goal.setOn.slice(0, 7) >= asOf.slice(0, 7) || (goal.saved ?? 0) <= 0) return [];
  return momentOf(goal, seen, {
    kind: 'savings-goal-on-track',
    period: asOf.slice(0, 7),
    bucket: 'on-track',
    figures: ['saved', 'pace'],
    staleFrom: `${asOf.slice(0, 8)}${String(DAYS_TO_TELL + 1).padStart(2, '0')}`,
  });
}

/** Once: another target, which only the customer sets, is another goal to reach. */
function reached(goal: GoalProgress, seen: GoalsSeen): Moment[] {
  return momentOf(goal, seen, {
    kind: 'savings-goal-reached',
    period: goal.by,
    bucket: `target ${goal.target}`,
    figures: ['saved'],
    staleFrom: addDays(goal.by, 1),
  });
}

type Figure = 'saved' | 'needed' | 'pace' | 'earlier';
type What = Pick<Moment, 'kind' | 'period' | 'bucket' | 'staleFrom'> & { readonly figures: readonly Figure[] };

function momentOf(goal: GoalProgress, { customerId, accounts, asOf }: GoalsSeen, { figures, ...what }: What): Moment[] {
  const evidence = [{ kind: 'insight', id: customerId }] as const;
  const { goalId, name, target, by, currency } = goal;
  const facts = [
    factOf(asOf, 'name', { fact: 'goal.name', value: { name }, label: 'What is saved for', evidence }),
    factOf(asOf, 'target', { fact: 'goal.target', value: { minor: target, currency }, label: 'The goal', evidence }),
    factOf(asOf, 'date', { fact: 'goal.date', value: { date: by }, label: 'The day that it is for', evidence }),
    ...figures.flatMap((figure) => figureOf(goal, figure, { asOf, evidence })),
  ];
  const behind = { accounts: accountsOfGoal(goal, accounts), currency, since: goal.setOn };
  return [{ ...what, entity: goalId, facts, evidence, isPresent: true, behind }];
}

/** A figure below zero has words of its own: what was lost, what goes out. */
const WORDS: Readonly<Record<Figure, readonly [above: Named, below: Named | null]>> = {
  saved: [
    ['saved', 'goal.saved', 'Saved since the goal was set'],
    ['lost', 'goal.lost', 'Less than when the goal was set'],
  ],
  needed: [['needed', 'goal.needed', 'Needed a month'], null],
  pace: [
    ['pace', 'goal.pace', 'Came in a month, on average of the past months'],
    ['falling', 'goal.falling', 'Went out a month, on average of the past months'],
  ],
  earlier: [['earlier', 'goal.earlier', 'Needed a month by earlier goals on the same accounts'], null],
};
type Named = readonly [id: string, fact: string, label: string];

function figureOf(
  goal: GoalProgress,
  figure: Figure,
  { asOf, evidence }: { readonly asOf: CalendarDate; readonly evidence: Fact['evidence'] },
): Fact[] {
  const minor = goal[figure];
  const named = WORDS[figure][minor !== null && minor < 0 ? 1 : 0];
  if (minor === null || named === null || (figure === 'earlier' && minor === 0)) return [];
  const [id, fact, label] = named;
  return [factOf(asOf, id, { fact, value: { minor: Math.abs(minor), currency: goal.currency }, label, evidence })];
}
