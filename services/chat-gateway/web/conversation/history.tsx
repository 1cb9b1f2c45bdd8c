import { useRef, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { ConversationItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import type { ChatSession } from './chat-session.ts';

/** Earlier conversations: go back to one, delete one, start a new one. */
export function History({ chat }: { readonly chat: ChatSession }) {
  const reader = useReader();
  const menu = useRef<HTMLDetailsElement>(null);
  const [items, setItems] = useState<readonly ConversationItem[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);

  async function trying(work: () => Promise<unknown>): Promise<void> {
    try {
      setFailure(null);
      await work();
    } catch (error) {
      setFailure(wordsFor(error));
    }
  }
  const load = () => trying(async () => setItems((await gateway.conversations()).items));

  function close(): void {
    if (!menu.current) return;
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  }

  function remove(conversationId: string): Promise<void> {
    return trying(async () => {
      await gateway.deleteConversation(conversationId);
      if (chat.state.conversationId === conversationId) chat.startAnew();
      await load();
    });
  }

  return (
    <div class="history">
      <button
        type="button"
        class="quiet"
        aria-label="New conversation"
        disabled={chat.state.exchanges.length === 0}
        onClick={() => {
          chat.startAnew();
          document.getElementById('question')?.focus();
        }}
      >
        New<span class="wide-only"> conversation</span>
      </button>
      <details
        ref={menu}
        onToggle={(event) => event.currentTarget.open && void load()}
        onKeyDown={(event) => event.key === 'Escape' && close()}
      >
        <summary class="quiet">Earlier</summary>
        <div class="menu">
          {failure !== null && (
            <p class="notice notice-bad" role="alert">
              {failure}
            </p>
          )}
          {items === null && failure === null && <p class="hint">Looking…</p>}
          {items?.length === 0 && <p class="hint">No conversations yet.</p>}
          <ul>
            {items?.map(({ conversationId, title, updatedAt }) => (
              <li key={conversationId}>
                <button
                  type="button"
                  class="menu-item"
                  aria-current={conversationId === chat.state.conversationId ? 'true' : undefined}
                  onClick={() => {
                    void chat.open(conversationId);
                    close();
                  }}
                >
                  <bdi>{title}</bdi>
                  <small>{reader.moment(updatedAt)}</small>
                </button>
                <button type="button" class="quiet" aria-label={`Delete the conversation: ${title}`} onClick={() => remove(conversationId)}>
                  Delete
                </button>
              </li>
            ))}
          </ul>
        </div>
      </details>
    </div>
  );
}
