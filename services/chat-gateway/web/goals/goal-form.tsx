import { addDays } from '@munshi/events/calendar-date';
import { fractionDigits, parseMinor } from '@munshi/events/money';
import { decimalOf } from '@munshi/facts/write';
import type { TargetedSubmitEvent } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { GoalItem, OwnAccount, WishedGoal } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';

interface GoalFormProps {
  /** The goal that is changed; a new one without it. */
  readonly goal?: GoalItem;
  readonly currency: string;
  readonly accounts: readonly OwnAccount[];
  onSave(goal: WishedGoal): Promise<void>;
  onRemove?(): Promise<void>;
  onCancel(): void;
}

const KINDS: Readonly<Record<OwnAccount['kind'], string>> = {
  current: 'Current account',
  savings: 'Savings account',
  card: 'Card',
  loan: 'Loan',
  other: 'Account',
};

export function GoalForm({ goal, currency, accounts, onSave, onRemove, onCancel }: GoalFormProps) {
  const reader = useReader();
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(goal?.name ?? '');
  const [amount, setAmount] = useState(goal ? decimalOf(goal.target, fractionDigits(currency)).replace(/\.0+$/, '') : '');
  const [by, setBy] = useState(goal?.by ?? '');
  const [accountId, setAccountId] = useState(goal?.accountId ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  // before the next key: what is pressed at once, Escape too, is meant for the form
  useLayoutEffect(() => first.current?.focus(), []);

  async function during(work: () => Promise<void>): Promise<void> {
    setSaving(true);
    await work();
    setSaving(false);
  }

  async function submit(event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const target = parseMinor(amount.replaceAll(/[\s,]/g, ''), currency);
    const isPast = by !== goal?.by && by <= reader.today();
    const found = problemOf({ name, target, by, isPast });
    setProblem(found);
    if (found !== null || target === null) return;
    await during(() =>
      onSave({ ...(goal ? { goalId: goal.goalId } : {}), name: name.trim(), currency, target, by, accountId: accountId || null }),
    );
  }

  return (
    <form
      class="budget-form"
      noValidate
      aria-label={goal ? `Goal ${goal.name}` : 'New goal'}
      aria-describedby={problem === null ? undefined : `${id}-problem`}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      <label>
        What for
        <input ref={first} maxLength={100} autoComplete="off" value={name} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <label>
        To save, in {currency}
        <input inputMode="decimal" autoComplete="off" value={amount} onInput={(event) => setAmount(event.currentTarget.value)} />
      </label>
      <label>
        By
        <input type="date" min={addDays(reader.today(), 1)} value={by} onInput={(event) => setBy(event.currentTarget.value)} />
      </label>
      <label>
        Saved in
        <select value={accountId} onChange={(event) => setAccountId(event.currentTarget.value)}>
          <option value="">All savings accounts</option>
          {accounts.map((one) => (
            <option key={one.accountId} value={one.accountId}>
              {one.name ?? `${KINDS[one.kind]} …${one.accountId.slice(-4)}`}
            </option>
          ))}
        </select>
      </label>
      {problem !== null && (
        <p id={`${id}-problem`} class="notice notice-bad" role="alert">
          {problem}
        </p>
      )}
      <p class="form-actions">
        <button type="submit" class="primary" disabled={isSaving}>
          Save
        </button>
        {onRemove && (
          <button type="button" disabled={isSaving} onClick={() => during(onRemove)}>
            Remove
          </button>
        )}
        <button type="button" class="quiet" onClick={onCancel}>
          Cancel
        </button>
      </p>
    </form>
  );
}

function problemOf(written: {
  readonly name: string;
  readonly target: number | null;
  readonly by: string;
  readonly isPast: boolean;
}): string | null {
  if (written.name.trim() === '') return 'Write what you save for, such as Holiday.';
  if (written.target === null || written.target <= 0) return 'Write an amount, such as 50000.';
  if (written.by === '') return 'Choose the day that it is for.';
  return written.isPast ? 'Choose a day to come.' : null;
}
