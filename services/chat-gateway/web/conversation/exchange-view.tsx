import { FiguredText, useOpenClaim } from '../claims/figured-text.tsx';
import type { AnswerBody, Source } from '../gateway/shapes.ts';
import type { Exchange } from './conversation.ts';

interface ExchangeViewProps {
  readonly exchange: Exchange;
  readonly isConnected: boolean;
  onRetry(): void;
  onRate(value: 'up' | 'down'): void;
}

export function ExchangeView({ exchange, isConnected, onRetry, onRate }: ExchangeViewProps) {
  const { question, phase, streamed, step, answer, trouble } = exchange;
  return (
    <li class="exchange" data-phase={phase}>
      <div class="question">
        <span class="visually-hidden">You asked: </span>
        <bdi>{question}</bdi>
      </div>
      <article class="answer" aria-label="Munshi’s answer" aria-busy={phase === 'waiting' || phase === 'answering'}>
        {answer === null && streamed !== null && streamed !== '' && <p class="prose">{streamed}</p>}
        {(phase === 'waiting' || phase === 'answering') && (
          <Progress text={isConnected ? (step ?? 'Looking') : 'Waiting for the connection'} />
        )}
        {answer !== null && <AnswerText answer={answer} />}
        {answer !== null && <AnswerFoot answer={answer} exchange={exchange} onRate={onRate} />}
        {trouble !== null && <Trouble trouble={trouble} onRetry={onRetry} />}
      </article>
    </li>
  );
}

function Progress({ text }: { readonly text: string }) {
  return (
    <p class="progress">
      <span class="dots" aria-hidden="true" />
      {text}…
    </p>
  );
}

function AnswerText({ answer }: { readonly answer: AnswerBody }) {
  const { openId, proofId, toggle, proof } = useOpenClaim();
  return (
    <>
      {answer.text !== '' && (
        <p class="prose">
          <FiguredText text={answer.text} claims={answer.claims} openId={openId} proofId={proofId} onToggle={toggle} />
        </p>
      )}
      {proof}
      {answer.stopped && <p class="hint">This answer was stopped before its end.</p>}
      {answer.sources.length > 0 && <Sources sources={answer.sources} />}
    </>
  );
}

function Sources({ sources }: { readonly sources: readonly Source[] }) {
  return (
    <details class="sources">
      <summary>{sources.length === 1 ? 'From one document of the bank' : `From ${sources.length} documents of the bank`}</summary>
      <ul>
        {sources.map(({ documentId, title, section, excerpt }) => (
          <li key={`${documentId} ${section}`}>
            <cite>
              {title}
              {section === null ? '' : `, ${section}`}
            </cite>
            <blockquote>{excerpt}</blockquote>
          </li>
        ))}
      </ul>
    </details>
  );
}

const MODE_WORDS = {
  llm: 'Worded by a language model; every figure computed and checked by Munshi',
  template: 'Answered without a language model',
} as const;

function AnswerFoot({
  answer,
  exchange,
  onRate,
}: {
  readonly answer: AnswerBody;
  readonly exchange: Exchange;
  onRate(value: 'up' | 'down'): void;
}) {
  const { rating } = exchange;
  return (
    <footer class="answer-foot">
      <span>{MODE_WORDS[answer.mode]}</span>
      <fieldset>
        <legend class="visually-hidden">Was this answer helpful?</legend>
        <button type="button" class="quiet" aria-pressed={rating === 'up'} onClick={() => onRate('up')}>
          Helpful
        </button>
        <button type="button" class="quiet" aria-pressed={rating === 'down'} onClick={() => onRate('down')}>
          Not helpful
        </button>
      </fieldset>
    </footer>
  );
}

const ADVICE: Readonly<Record<string, string>> = {
  MESSAGE_TOO_LONG: 'Ask in fewer words.',
  CONVERSATION_FULL: 'Start a new conversation to go on.',
  TOO_MANY_MESSAGES: 'Wait a few seconds, then try again.',
};
const NOT_AGAIN = new Set(['MESSAGE_TOO_LONG', 'CONVERSATION_FULL', 'MESSAGE_ID_REUSED']);

function Trouble({ trouble, onRetry }: { readonly trouble: { readonly code: string; readonly message: string }; onRetry(): void }) {
  return (
    <div class="notice notice-bad" role="alert">
      <p>
        {trouble.message} {ADVICE[trouble.code] ?? ''}
      </p>
      {!NOT_AGAIN.has(trouble.code) && (
        <button type="button" onClick={onRetry}>
          Try again
        </button>
      )}
    </div>
  );
}
