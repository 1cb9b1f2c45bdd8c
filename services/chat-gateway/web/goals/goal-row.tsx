import type { GoalItem } from '../gateway/shapes.ts';
import { type Reader, useReader } from '../reading/reader.ts';

interface GoalRowProps {
  readonly goal: GoalItem;
  readonly buttonId: string;
  onChange(): void;
  onAsk(question: string): void;
}

/** How far one goal is; its figures ask for what is behind them. */
export function GoalRow({ goal, buttonId, onChange, onAsk }: GoalRowProps) {
  const reader = useReader();
  const { name, target, currency, by, saved, state } = goal;
  const money = (minor: number): string => reader.money({ minor, currency });
  const share = Math.max(0, Math.min(100, ((saved ?? 0) / target) * 100));
  const ask = (): void => onAsk(`Am I on track for my goal ${name}?`);
  return (
    <div class={`budget goal-${state}`}>
      <p class="budget-head">
        <strong>
          <bdi>{name}</bdi>
        </strong>
        <button type="button" id={buttonId} class="quiet" aria-label={`Change the goal ${name}`} onClick={onChange}>
          Change
        </button>
      </p>
      <svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-room" y="3" width="100" height="6" />
        <rect class="bar-spent" y="3" width={share} height="6" />
      </svg>
      <p class="budget-figures">
        {saved === null ? (
          'unknown'
        ) : (
          <button type="button" class="figure" onClick={ask}>
            {money(saved)}
          </button>
        )}{' '}
        of{' '}
        <button type="button" class="figure" onClick={ask}>
          {money(target)}
        </button>{' '}
        by {reader.day(by)}
        <span class="budget-state">{stateWords(goal, reader)}</span>
      </p>
    </div>
  );
}

const WHY: Readonly<Record<NonNullable<GoalItem['reason']>, string>> = {
  'no-account': 'no account to save it in',
  'no-transactions': 'no transaction on its account yet',
  'few-months': 'too few months to tell',
};

function stateWords({ state, needed, currency, reason }: GoalItem, reader: Reader): string {
  const asks = needed === null ? '' : `${reader.money({ minor: needed, currency })} a month needed`;
  switch (state) {
    case 'reached':
      return 'reached';
    case 'passed':
      return 'its date has passed';
    case 'on-track':
      return `on track, ${asks}`;
    case 'off-track':
      return `not on track, ${asks}`;
    case 'unknown':
      return reason === null ? asks : WHY[reason];
  }
}
