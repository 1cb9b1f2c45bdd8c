import type { Evidence } from '@munshi/events/claim';
import type { FactValue } from '@munshi/facts/fact';
import type { GoalUse } from '../../domain/goal-use.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen, Ref } from '../fact-book.ts';

/** The facts of one savings goal; null is what is not known of it, or not so. */
export interface GoalFacts {
  readonly goal: GoalUse;
  readonly name: Ref;
  readonly target: Ref;
  readonly date: Ref;
  readonly saved: Ref | null;
  /** Less than when it was set. */
  readonly lost: Ref | null;
  readonly missing: Ref | null;
  readonly needed: Ref | null;
  readonly pace: Ref | null;
  /** What went out a month. */
  readonly falling: Ref | null;
  readonly earlier: Ref | null;
  readonly start: Ref | null;
}

export function goalFacts(goal: GoalUse, { context, pen }: { readonly context: CustomerContext; readonly pen: Pen }): GoalFacts {
  const { progress, since, past, pacePeriod, balances, isShared } = goal;
  const { currency, target, by, setOn, name, saved, needed, pace, earlier, start } = progress;
  const set: readonly Evidence[] = [{ kind: 'customer', id: context.customerId }];
  const asOf = newestDate(since, { from: setOn, to: context.today }, context.today);
  const rows = evidenceOf(since);
  const fact = (kind: string, value: FactValue, label: string, evidence = set): Ref =>
    pen.add({ fact: kind, value, label, period: null, asOf, evidence });
  const money = (minor: number) => ({ minor, currency });
  const proof = rows.length > 0 ? rows : set;
  const ofPace = (kind: string, minor: number, label: string): Ref =>
    pen.add({ fact: kind, value: money(minor), label, period: pacePeriod, asOf, evidence: past.length > 0 ? evidenceOf(past) : set });
  return {
    goal,
    name: fact('goal.name', { name }, 'What is saved for'),
    target: fact('goal.target', money(target), 'Savings goal: what is to be saved'),
    date: fact('goal.date', { date: by }, 'Savings goal: the day that it is for'),
    saved:
      saved === null || saved < 0
        ? null
        : fact(isShared ? 'goal.saved-after' : 'goal.saved', money(saved), 'Saved since the goal was set', proof),
    lost: saved === null || saved >= 0 ? null : fact('goal.lost', money(-saved), 'Less than when the goal was set', proof),
    missing:
      saved === null || saved >= target ? null : fact('goal.missing', money(target - saved), 'Savings goal: missing', [...set, ...rows]),
    needed: needed === null ? null : fact('goal.needed', money(needed), 'Savings goal: needed a month', [...set, ...rows]),
    pace: pace === null || pace < 0 ? null : ofPace('goal.pace', pace, 'Came in a month on average'),
    falling: pace === null || pace >= 0 ? null : ofPace('goal.falling', -pace, 'Went out a month on average'),
    earlier: earlier === 0 ? null : fact('goal.earlier', money(earlier), 'Needed a month by earlier goals on the same account'),
    start:
      start === null
        ? null
        : fact('goal.start', money(start), 'Was there before the goal was set', [
            ...set,
            ...evidenceOf([...balances.flatMap(({ balance }) => balance?.rows ?? []), ...since]),
          ]),
  };
}
