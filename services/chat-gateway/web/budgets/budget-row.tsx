import { monthPeriod } from '@munshi/events/calendar-date';
import type { BudgetItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';

interface BudgetRowProps {
  readonly budget: BudgetItem;
  readonly buttonId: string;
  onChange(): void;
  onAsk(question: string): void;
}

const STATES: Readonly<Record<BudgetItem['state'], string>> = { within: 'within', 'at-risk': 'at risk', over: 'over' };

/** How far one budget is used; its figures ask for what is behind them. */
export function BudgetRow({ budget, buttonId, onChange, onAsk }: BudgetRowProps) {
  const reader = useReader();
  const { category, currency, limit, spent, left, expected, setBy, state } = budget;
  const name = reader.category(category);
  const money = (minor: number): string => reader.money({ minor, currency });
  const longest = Math.max(limit, spent, 1);
  const share = (minor: number): number => Math.max(0, Math.min(100, (minor / longest) * 100));
  const when = reader.period(monthPeriod(budget.month));
  return (
    <div class={`budget budget-${state}`}>
      <p class="budget-head">
        <strong>{name}</strong>
        {setBy === 'proposed' && <small class="tag">proposed</small>}
        <button type="button" id={buttonId} class="quiet" aria-label={`Change the budget for ${name.toLowerCase()}`} onClick={onChange}>
          Change
        </button>
      </p>
      <svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-room" y="3" width="100" height="6" />
        <rect class="bar-spent" y="3" width={share(spent)} height="6" />
        <rect class="bar-usual" x={Math.min(99.2, share(limit))} width="0.8" height="12" />
      </svg>
      <p class="budget-figures">
        <button type="button" class="figure" onClick={() => onAsk(`How much did I spend on ${name.toLowerCase()} in ${when}?`)}>
          {money(spent)}
        </button>{' '}
        of{' '}
        <button type="button" class="figure" onClick={() => onAsk(`What is my budget for ${name.toLowerCase()}?`)}>
          {money(limit)}
        </button>
        <span class="budget-state">
          {left < 0 ? `${money(-left)} over` : `${money(left)} left`}
          {state === 'at-risk' && expected !== null ? `, ${money(expected)} expected by the month’s end` : ''}
        </span>
        <span class="visually-hidden">. State of the budget: {STATES[state]}</span>
      </p>
    </div>
  );
}
