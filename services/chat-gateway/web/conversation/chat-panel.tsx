import { useEffect, useRef } from 'preact/hooks';
import type { ChatSession } from './chat-session.ts';
import { Composer } from './composer.tsx';
import { isBusy } from './conversation.ts';
import { ExchangeView } from './exchange-view.tsx';
import { History } from './history.tsx';

const NEAR_END_PX = 120;

export function ChatPanel({ chat }: { readonly chat: ChatSession }) {
  const { state } = chat;
  const log = useRef<HTMLDivElement>(null);
  const last = state.exchanges.at(-1);
  const isConnected = state.connection === 'open';
  const suggestions = last === undefined ? state.openers : state.suggestions;

  useFollow(log, `${state.exchanges.length} ${last?.phase} ${last?.streamed?.length}`);

  return (
    <section class="chat" aria-labelledby="chat-heading">
      <header class="panel-head">
        <h1 id="chat-heading">Ask Munshi</h1>
        <History chat={chat} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard */}
      <section id="conversation" class="log" ref={log} tabIndex={0} aria-label="Conversation">
        {last === undefined && <Welcome />}
        <ol>
          {state.exchanges.map((exchange) => (
            <ExchangeView
              key={exchange.id}
              exchange={exchange}
              isConnected={isConnected}
              onRetry={() => chat.retry(exchange.id)}
              onRate={(value) => exchange.messageId !== null && chat.rate(exchange.messageId, value)}
            />
          ))}
        </ol>
        {state.notice !== null && (
          <p class="notice" role="status">
            {state.notice}
          </p>
        )}
        {suggestions.length > 0 && !isBusy(state) && <Suggestions suggestions={suggestions} onAsk={chat.ask} />}
      </section>
      {/* The whole answer is read out once, not every piece of it. */}
      <p class="visually-hidden" role="status">
        {last?.phase === 'answered' ? `Munshi answers: ${last.answer?.text ?? ''}` : isBusy(state) ? 'Munshi is looking it up.' : ''}
      </p>
      <Composer isBusy={isBusy(state)} isConnected={isConnected} onAsk={chat.ask} onStop={chat.stop} />
    </section>
  );
}

function Welcome() {
  return (
    <div class="welcome">
      <p class="lead">What would you like to know about your money?</p>
      <p class="hint">Every underlined figure in an answer opens to the transactions it was added up from.</p>
    </div>
  );
}

function Suggestions({ suggestions, onAsk }: { readonly suggestions: readonly string[]; onAsk(text: string): void }) {
  return (
    <ul class="suggestions" aria-label="Suggested questions">
      {suggestions.map((text) => (
        <li key={text}>
          <button type="button" onClick={() => onAsk(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Follows what comes, unless the reader has scrolled up to read. A new question is always shown. */
function useFollow(log: { readonly current: HTMLElement | null }, changes: string): void {
  const count = useRef('');
  useEffect(() => {
    const box = log.current;
    if (!box) return;
    const [exchanges = ''] = changes.split(' ');
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX + box.clientHeight / 3;
    if (isNear || exchanges !== count.current) box.scrollTop = box.scrollHeight;
    count.current = exchanges;
  }, [log, changes]);
}
