import { monthOf, monthPeriod } from '@munshi/events/calendar-date';
import { useState } from 'preact/hooks';
import { gateway } from '../gateway/calls.ts';
import { useLoaded } from '../gateway/use-loaded.ts';
import { useReader } from '../reading/reader.ts';
import { CategoryChart } from './category-chart.tsx';
import { monthAfter, monthBefore } from './months.ts';

interface SpendingPanelProps {
  /** Dates of the oldest and the newest transaction; null while there is none. */
  readonly since: string | null;
  readonly until: string | null;
  /** Changes when the ledger may have. */
  readonly version: number;
  onAsk(question: string): void;
}

export function SpendingPanel({ since, until, version, onAsk }: SpendingPanelProps) {
  const reader = useReader();
  const thisMonth = monthOf(reader.today());
  const [month, setMonth] = useState(until !== null && until < thisMonth ? monthOf(until) : thisMonth);
  const { value: spending, failure } = useLoaded(() => gateway.spending(month), [month, version]);
  const words = reader.period(monthPeriod(month));
  const shown = spending !== null && monthOf(spending.period.from) === month ? spending : null;
  return (
    <section class="spending" aria-labelledby="spending-heading">
      <header class="panel-head">
        <h2 id="spending-heading">Where the money went</h2>
        <div class="stepper">
          <button
            type="button"
            class="quiet"
            aria-label="The month before"
            disabled={since === null || month <= monthOf(since)}
            onClick={() => setMonth(monthBefore(month))}
          >
            ‹
          </button>
          <span aria-live="polite">{words}</span>
          <button
            type="button"
            class="quiet"
            aria-label="The month after"
            disabled={month >= thisMonth}
            onClick={() => setMonth(monthAfter(month))}
          >
            ›
          </button>
        </div>
      </header>
      {failure !== null && (
        <p class="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      {failure === null && shown === null && <p class="hint">Adding it up…</p>}
      {shown?.totals.every(({ categories }) => categories.length === 0) && <p class="hint">No spending in {words}.</p>}
      {shown?.totals
        .filter(({ categories }) => categories.length > 0)
        .map((total) => (
          <CategoryChart key={total.currency} total={total} when={words} onAsk={onAsk} />
        ))}
    </section>
  );
}
