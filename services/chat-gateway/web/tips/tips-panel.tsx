import { useEffect, useRef, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { TipItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import { EFFORT_WORDS, tipWords } from './tip-words.ts';

interface TipsPanelProps {
  readonly tips: readonly TipItem[];
  /** Money is tight: no advice to spend less is given. */
  readonly isTight: boolean;
  onChanged(): void;
  onAsk(question: string): void;
}

/** What would save money: how much in a year, by what, and how much work it is. */
export function TipsPanel({ tips, isTight, onChanged, onAsk }: TipsPanelProps) {
  const reader = useReader();
  const [hidden, setHidden] = useState<TipItem | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const undo = useRef<HTMLButtonElement>(null);
  useEffect(() => undo.current?.focus(), [hidden]);

  async function mark(tip: TipItem, action: 'dismiss' | 'restore'): Promise<void> {
    try {
      await gateway.markTip(tip.tipId, action);
      setHidden(action === 'dismiss' ? tip : null);
      setTrouble(null);
      onChanged();
    } catch (error) {
      setTrouble(wordsFor(error));
    }
  }

  const shown = tips.filter(({ tipId }) => tipId !== hidden?.tipId);
  return (
    <section class="panel tips" aria-labelledby="tips-heading">
      <header class="panel-head">
        <h2 id="tips-heading">Ways to save</h2>
      </header>
      {trouble !== null && (
        <p class="notice notice-bad" role="alert">
          {trouble}
        </p>
      )}
      {isTight && (
        <p class="hint">Money seems to be tight now, so you find no advice here to spend less. Your bank can help early with bills.</p>
      )}
      {!isTight && shown.length === 0 && <p class="hint">Nothing now that would save you much.</p>}
      <ul>
        {shown.map((tip) => (
          <li key={tip.tipId}>
            <p class="prose">
              {tipWords(tip, reader)} <span class="tip-saving">Saves about</span>{' '}
              <button type="button" class="figure" onClick={() => onAsk('How can I save money?')}>
                {reader.money(tip.saving)}
              </button>{' '}
              in a year.
            </p>
            <p class="tip-foot">
              <small>{EFFORT_WORDS[tip.effort]}</small>
              <button type="button" class="quiet" aria-label={`Hide this: ${tipWords(tip, reader)}`} onClick={() => mark(tip, 'dismiss')}>
                Hide
              </button>
            </p>
          </li>
        ))}
      </ul>
      <p class="hint" role="status">
        {hidden !== null && (
          <>
            Hidden for good.{' '}
            <button ref={undo} type="button" class="quiet" onClick={() => mark(hidden, 'restore')}>
              Undo
            </button>
          </>
        )}
      </p>
    </section>
  );
}
