import { fractionDigits } from '@munshi/events/money';
import { isCategory } from '@munshi/events/spending';
import { decimalOf } from '@munshi/facts/write';
import { useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { BudgetItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import { BudgetForm } from './budget-form.tsx';
import { BudgetRow } from './budget-row.tsx';
import { limitsWith } from './limits.ts';

interface BudgetsPanelProps {
  readonly budgets: readonly BudgetItem[];
  /** Of the customer; a new budget is in it. */
  readonly currency: string;
  onChanged(): void;
  onAsk(question: string): void;
}

/** What is open for writing: a category's budget, a new one, or nothing. */
type Writing = { readonly category: string; readonly currency: string } | 'new' | null;

const NEW_BUTTON = 'new-budget';
const buttonId = ({ category, currency }: { readonly category: string; readonly currency: string }): string =>
  `budget-${currency}-${category}`;

/** Budgets as they stand, proposed until the customer sets their own. */
export function BudgetsPanel({ budgets, currency, onChanged, onAsk }: BudgetsPanelProps) {
  const reader = useReader();
  const [writing, setWriting] = useState<Writing>(null);
  const [said, setSaid] = useState('');
  const [trouble, setTrouble] = useState<string | null>(null);

  /** The focus goes back to what opened the form; to the panel's button where that is gone, or will be. */
  function close(isGone = false): void {
    const opener = writing === null || writing === 'new' || isGone ? null : document.getElementById(buttonId(writing));
    setWriting(null);
    requestAnimationFrame(() => (opener?.isConnected ? opener : document.getElementById(NEW_BUTTON))?.focus());
  }

  async function save(category: string, inCurrency: string, limit: number): Promise<void> {
    try {
      await gateway.changePreferences((now) => ({
        ...now,
        budgets: limitsWith(now.budgets ?? [], { category, currency: inCurrency, limit }),
      }));
      const words = reader.category(category);
      setSaid(limit === 0 ? `${words}: no budget any more.` : `${words}: ${reader.money({ minor: limit, currency: inCurrency })} a month.`);
      setTrouble(null);
      close(limit === 0);
      onChanged();
    } catch (error) {
      setTrouble(wordsFor(error));
    }
  }

  return (
    <section class="panel budgets" aria-labelledby="budgets-heading">
      <header class="panel-head">
        <h2 id="budgets-heading">Budgets</h2>
        {writing !== 'new' && (
          <button type="button" id={NEW_BUTTON} class="quiet" onClick={() => setWriting('new')}>
            New budget
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
      {writing === 'new' && (
        <BudgetForm
          currency={currency}
          taken={budgets.map(({ category }) => category).filter(isCategory)}
          onSave={(category, limit) => save(category, currency, limit)}
          onCancel={() => close()}
        />
      )}
      {budgets.length === 0 && (
        <p class="hint">None yet. One is proposed for what you often buy once there are three complete months of it.</p>
      )}
      <ul>
        {budgets.map((budget) => (
          <li key={`${budget.currency} ${budget.category}`}>
            <BudgetRow budget={budget} buttonId={buttonId(budget)} onAsk={onAsk} onChange={() => setWriting(budget)} />
            {isOpen(writing, budget) && (
              <BudgetForm
                category={budget.category}
                currency={budget.currency}
                limit={decimalOf(budget.limit, fractionDigits(budget.currency))}
                taken={[]}
                onSave={(category, limit) => save(category, budget.currency, limit)}
                onCancel={() => close()}
              />
            )}
          </li>
        ))}
      </ul>
      {budgets.some(({ setBy }) => setBy === 'proposed') && (
        <p class="hint">Proposed budgets come from your past months, until you set your own.</p>
      )}
    </section>
  );
}

function isOpen(writing: Writing, { category, currency }: BudgetItem): boolean {
  return writing !== null && writing !== 'new' && writing.category === category && writing.currency === currency;
}
