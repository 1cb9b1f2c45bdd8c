import { parseMinor } from '@munshi/events/money';
import { CATEGORIES, type Category } from '@munshi/events/spending';
import type { TargetedSubmitEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useReader } from '../reading/reader.ts';

/** What money is received in, and what nobody buys, has no budget. */
const NO_BUDGET: ReadonlySet<string> = new Set(['salary', 'interest', 'income', 'uncategorised', 'transfer']);

interface BudgetFormProps {
  /** The category that is written on; to be chosen without it. */
  readonly category?: string;
  readonly currency: string;
  /** As a decimal. */
  readonly limit?: string;
  readonly taken: readonly Category[];
  onSave(category: string, limit: number): Promise<void>;
  onCancel(): void;
}

export function BudgetForm({ category, currency, limit = '', taken, onSave, onCancel }: BudgetFormProps) {
  const reader = useReader();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const choice = useRef<HTMLSelectElement>(null);
  const free = (Object.keys(CATEGORIES) as Category[]).filter((one) => !NO_BUDGET.has(one) && !taken.includes(one));
  const [chosen, setChosen] = useState<string>(category ?? free[0] ?? 'groceries');
  const [written, setWritten] = useState(limit.replace(/\.0+$/, ''));
  const [problem, setProblem] = useState<string | null>(null);
  const [isSaving, setSaving] = useState(false);
  useEffect(() => (choice.current ?? field.current)?.focus(), []);

  async function submit(event: TargetedSubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const minor = parseMinor(written.replaceAll(/[\s,]/g, ''), currency);
    if (minor === null || minor <= 0) {
      setProblem('Write an amount, such as 5000.');
      field.current?.focus();
      return;
    }
    setSaving(true);
    await onSave(chosen, minor);
    setSaving(false);
  }

  return (
    <form
      class="budget-form"
      aria-label={category === undefined ? 'New budget' : `Budget for ${reader.category(category).toLowerCase()}`}
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onCancel()}
    >
      {category === undefined && (
        <label>
          For
          <select ref={choice} value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
            {free.map((one) => (
              <option key={one} value={one}>
                {reader.category(one)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        A month, in {currency}
        <input
          ref={field}
          inputMode="decimal"
          autoComplete="off"
          value={written}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onInput={(event) => setWritten(event.currentTarget.value)}
        />
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
        {category !== undefined && (
          <button type="button" disabled={isSaving} onClick={() => onSave(category, 0)}>
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
