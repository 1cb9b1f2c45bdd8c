import { addDays } from '@munshi/events/calendar-date';
import type { Forecast, StreamItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import { comingUp } from './coming-up.ts';

interface AheadPanelProps {
  readonly forecast: Forecast;
  readonly streams: readonly StreamItem[];
  onAsk(question: string): void;
}

const DAYS = 14;

/** What may be spent before money comes in again, and which regular payments come before long. */
export function AheadPanel({ forecast, streams, onAsk }: AheadPanelProps) {
  const reader = useReader();
  const today = reader.today();
  const coming = comingUp(streams, { from: today, to: addDays(today, DAYS) });
  return (
    <section class="panel ahead" aria-labelledby="ahead-heading">
      <header class="panel-head">
        <h2 id="ahead-heading">What lies ahead</h2>
      </header>
      <SafeToSpend forecast={forecast} onAsk={onAsk} />
      <h3>In the next two weeks</h3>
      {coming.length === 0 && <p class="hint">No regular payment is expected.</p>}
      <ul>
        {coming.map((stream) => (
          <li key={stream.streamId}>
            <time dateTime={stream.nextDate ?? ''}>{reader.day(stream.nextDate ?? today)}</time>
            <bdi>{stream.merchantName}</bdi>
            <button
              type="button"
              class={stream.amount.minor > 0 ? 'figure amount-in' : 'figure'}
              onClick={() => onAsk(stream.amount.minor > 0 ? 'When does my next income come?' : 'Which bills are due?')}
            >
              {reader.money({ ...stream.amount, minor: Math.abs(stream.amount.minor) })}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" class="quiet" onClick={() => onAsk('What regular payments do I have?')}>
        All regular payments
      </button>
    </section>
  );
}

function SafeToSpend({ forecast, onAsk }: Pick<AheadPanelProps, 'forecast' | 'onAsk'>) {
  const reader = useReader();
  const { safeToSpend, currency, nextIncome } = forecast;
  if (safeToSpend === null || currency === null) return <p class="hint">Too little is known yet to tell what is safe to spend.</p>;
  return (
    <p class="total">
      <span class="figure-large">{reader.money({ minor: safeToSpend, currency })}</span> safe to spend
      <small class="until">
        {nextIncome === null
          ? 'Within a month; no income is known to come.'
          : `Up to the next income, expected on ${reader.day(nextIncome)}.`}
      </small>
      <button type="button" class="quiet" onClick={() => onAsk('How much can I safely spend?')}>
        Show the working
      </button>
    </p>
  );
}
