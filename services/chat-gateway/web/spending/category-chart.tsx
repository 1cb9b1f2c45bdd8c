import { useState } from 'preact/hooks';
import type { CategoryTotal, SpendingTotal } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';

const BARS_AT_FIRST = 8;

interface CategoryChartProps {
  readonly total: SpendingTotal;
  /** `October 2026`. */
  readonly when: string;
  onAsk(question: string): void;
}

/** Bars in a table: who cannot see the bars reads the rows. A figure asks for itself, and the answer opens to its transactions. */
export function CategoryChart({ total, when, onAsk }: CategoryChartProps) {
  const reader = useReader();
  const [isWhole, setWhole] = useState(false);
  const { currency, categories } = total;
  const sorted = [...categories].sort((left, right) => right.spent - left.spent);
  const shown = isWhole ? sorted : sorted.slice(0, BARS_AT_FIRST);
  const longest = Math.max(...sorted.flatMap(({ spent, usual }) => [spent, usual ?? 0]), 1);
  return (
    <>
      <p class="total">
        <span class="figure-large">{reader.money({ minor: total.spent, currency })}</span> spent
        <button type="button" class="quiet" onClick={() => onAsk(`How much did I spend in ${when}?`)}>
          Show the working
        </button>
      </p>
      <table class="bars">
        <caption class="visually-hidden">
          Spending by category in {when}, the largest first, with what is usual for you where that is known
        </caption>
        <thead class="visually-hidden">
          <tr>
            <th scope="col">Category</th>
            <th scope="col">Spent</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((category) => (
            <CategoryBar key={category.category} category={category} currency={currency} longest={longest} when={when} onAsk={onAsk} />
          ))}
        </tbody>
      </table>
      <p class="legend">
        <Tick /> usual for you in a month
      </p>
      {shown.length < sorted.length && (
        <button type="button" class="quiet" onClick={() => setWhole(true)}>
          Show all {reader.count(sorted.length)} categories
        </button>
      )}
    </>
  );
}

interface CategoryBarProps {
  readonly category: CategoryTotal;
  readonly currency: string;
  /** What the whole width stands for, in minor units. */
  readonly longest: number;
  readonly when: string;
  onAsk(question: string): void;
}

function CategoryBar({ category: { category, spent, usual }, currency, longest, when, onAsk }: CategoryBarProps) {
  const reader = useReader();
  const name = reader.category(category);
  const amount = reader.money({ minor: spent, currency });
  const share = (minor: number): number => Math.max(0, (minor / longest) * 100);
  return (
    <tr>
      <th scope="row">
        {name}
        <svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
          <rect class="bar-room" y="3" width="100" height="6" />
          <rect class="bar-spent" y="3" width={share(spent)} height="6" />
          {usual !== null && <rect class="bar-usual" x={Math.min(99.2, share(usual))} width="0.8" height="12" />}
        </svg>
      </th>
      <td class="amount">
        <button type="button" class="figure" onClick={() => onAsk(`How much did I spend on ${name.toLowerCase()} in ${when}?`)}>
          {amount}
        </button>
        {usual !== null && <small class="usual">usually {reader.money({ minor: usual, currency })}</small>}
      </td>
    </tr>
  );
}

function Tick() {
  return (
    <svg class="tick" viewBox="0 0 4 12" aria-hidden="true">
      <rect class="bar-usual" width="4" height="12" />
    </svg>
  );
}
