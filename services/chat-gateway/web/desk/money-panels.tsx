import { AheadPanel } from '../ahead/ahead-panel.tsx';
import { BudgetsPanel } from '../budgets/budgets-panel.tsx';
import { gateway } from '../gateway/calls.ts';
import type { OwnAccount } from '../gateway/shapes.ts';
import { useLoaded } from '../gateway/use-loaded.ts';
import { GoalsPanel } from '../goals/goals-panel.tsx';
import { TipsPanel } from '../tips/tips-panel.tsx';

interface MoneyPanelsProps {
  readonly currency: string;
  readonly accounts: readonly OwnAccount[];
  /** Changes when the ledger may have. */
  readonly version: number;
  onAsk(question: string): void;
}

/** What lies ahead, budgets, savings goals and tips: each as soon as it is read. */
export function MoneyPanels({ currency, accounts, version, onAsk }: MoneyPanelsProps) {
  const advice = useLoaded(() => gateway.advice(), [version]);
  const ahead = useLoaded(() => Promise.all([gateway.forecast(), gateway.recurring()]), [version]);
  const [forecast, recurring] = ahead.value ?? [];
  const failure = advice.failure ?? ahead.failure;
  return (
    <>
      {failure !== null && (
        <p class="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      {forecast && recurring && <AheadPanel forecast={forecast} streams={recurring.items} onAsk={onAsk} />}
      {advice.value !== null && (
        <>
          <BudgetsPanel budgets={advice.value.budgets} currency={currency} onChanged={advice.reload} onAsk={onAsk} />
          <GoalsPanel goals={advice.value.goals} accounts={accounts} currency={currency} onChanged={advice.reload} onAsk={onAsk} />
          <TipsPanel tips={advice.value.tips} isTight={advice.value.noTips !== null} onChanged={advice.reload} onAsk={onAsk} />
        </>
      )}
    </>
  );
}
