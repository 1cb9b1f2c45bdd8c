import { isGoalAccount } from '@munshi/facts/savings-goals';
import { useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { GoalItem, OwnAccount, WishedGoal } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import { GoalForm } from './goal-form.tsx';
import { GoalRow } from './goal-row.tsx';
import { goalsWith, goalsWithout } from './goals-with.ts';

interface GoalsPanelProps {
  readonly goals: readonly GoalItem[];
  readonly accounts: readonly OwnAccount[];
  /** Of the customer; a new goal is in it. */
  readonly currency: string;
  onChanged(): void;
  onAsk(question: string): void;
}

/** The goal that is open for writing, a new one, or nothing. */
type Writing = { readonly goalId: string } | 'new' | null;

const NEW_BUTTON = 'new-goal';
const buttonId = ({ goalId }: { readonly goalId: string }): string => `goal-${goalId}`;

/** What the customer saves for, as the ledger stands. */
export function GoalsPanel({ goals, accounts, currency, onChanged, onAsk }: GoalsPanelProps) {
  const reader = useReader();
  const [writing, setWriting] = useState<Writing>(null);
  const [said, setSaid] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);
  const accountsIn = (inCurrency: string): OwnAccount[] => accounts.filter((one) => isGoalAccount(one, inCurrency));

  /** The focus goes back to what opened the form; to the panel's button where that is gone, or will be. */
  function close(isGone = false): void {
    const opener = writing === null || writing === 'new' || isGone ? null : document.getElementById(buttonId(writing));
    setWriting(null);
    requestAnimationFrame(() => (opener?.isConnected ? opener : document.getElementById(NEW_BUTTON))?.focus());
  }

  async function change(of: (now: readonly WishedGoal[]) => WishedGoal[], words: string, isGone = false): Promise<void> {
    try {
      await gateway.changePreferences((now) => ({ ...now, goals: of(now.goals ?? []) }));
      setSaid(words);
      setTrouble(null);
      close(isGone);
      onChanged();
    } catch (error) {
      setTrouble(wordsFor(error));
    }
  }

  const save = (goal: WishedGoal): Promise<void> =>
    change((now) => goalsWith(now, goal), `${goal.name}: ${reader.money({ minor: goal.target, currency: goal.currency })}.`);

  return (
    <section class="panel goals" aria-labelledby="goals-heading">
      <header class="panel-head">
        <h2 id="goals-heading">Savings goals</h2>
        {writing !== 'new' && (
          <button type="button" id={NEW_BUTTON} class="quiet" onClick={() => setWriting('new')}>
            New goal
          </button>
        )}
      </header>
      <p class="visually-hidden" role="status">
        {said}
      </p>
      {trouble !== null && (
        <p class="notice notice-bad" role="alert">
          {trouble}
        </p>
      )}
      {writing === 'new' && <GoalForm currency={currency} accounts={accountsIn(currency)} onSave={save} onCancel={() => close()} />}
      {goals.length === 0 && <p class="hint">None yet. What comes to your savings from the day on which you set one counts for it.</p>}
      <ul>
        {goals.map((goal) => (
          <li key={goal.goalId}>
            <GoalRow goal={goal} buttonId={buttonId(goal)} onAsk={onAsk} onChange={() => setWriting(goal)} />
            {writing !== null && writing !== 'new' && writing.goalId === goal.goalId && (
              <GoalForm
                goal={goal}
                currency={goal.currency}
                accounts={accountsIn(goal.currency)}
                onSave={save}
                onRemove={() => change((now) => goalsWithout(now, goal.goalId), `${goal.name}: no goal any more.`, true)}
                onCancel={() => close()}
              />
            )}
          </li>
        ))}
      </ul>
      {goals.some(({ isShared }) => isShared) && (
        <p class="hint">Goals on the same account are filled in the order in which you set them.</p>
      )}
    </section>
  );
}
