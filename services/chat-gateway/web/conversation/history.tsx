import { useEffect, useRef, useState } from 'preact/hooks';
import { gateway, wordsFor } from '../gateway/calls.ts';
import type { ConversationItem } from '../gateway/shapes.ts';
import { useReader } from '../reading/reader.ts';
import type { ChatSession } from './chat-session.ts';

/** Earlier conversations: go back to one, delete one, start a new one. */
export function History({ chat }: { readonly chat: ChatSession }) {
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
      <HistoryMenu chat={chat} />
    </div>
  );
}

function HistoryMenu({ chat }: { readonly chat: ChatSession }) {
  const menu = useRef<HTMLDetailsElement>(null);
  const { items, failure, load, remove } = useConversations(chat);
  useCloseOutside(menu);

  function close(): void {
    if (!menu.current) return;
    menu.current.open = false;
    menu.current.querySelector('summary')?.focus();
  }

  return (
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
          {items?.map((item) => (
            <HistoryRow
              key={item.conversationId}
              item={item}
              isOpen={item.conversationId === chat.state.conversationId}
              onOpen={() => {
                void chat.open(item.conversationId);
                close();
              }}
              onRemove={() => remove(item.conversationId)}
            />
          ))}
        </ul>
      </div>
    </details>
  );
}

interface HistoryRowProps {
  readonly item: ConversationItem;
  readonly isOpen: boolean;
  onOpen(): void;
  onRemove(): Promise<void>;
}

function HistoryRow({ item: { title, updatedAt }, isOpen, onOpen, onRemove }: HistoryRowProps) {
  const reader = useReader();
  /** Deletion was asked for once; the second time is meant. */
  const [isDoomed, setDoomed] = useState(false);
  const remove = isDoomed ? 'Delete for good?' : 'Delete';
  return (
    <li>
      <button type="button" class="menu-item" aria-current={isOpen ? 'true' : undefined} onClick={onOpen}>
        <bdi>{title}</bdi>
        <small>{reader.moment(updatedAt)}</small>
      </button>
      <button
        type="button"
        class="quiet"
        aria-label={`${remove} ${title}`}
        onBlur={() => setDoomed(false)}
        onClick={() => (isDoomed ? onRemove() : setDoomed(true))}
      >
        {remove}
      </button>
    </li>
  );
}

function useConversations(chat: ChatSession) {
  const [items, setItems] = useState<readonly ConversationItem[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  async function load(): Promise<void> {
    try {
      setItems((await gateway.conversations()).items);
      setFailure(null);
    } catch (error) {
      setFailure(wordsFor(error));
    }
  }
  async function remove(conversationId: string): Promise<void> {
    try {
      await gateway.deleteConversation(conversationId);
      if (chat.state.conversationId === conversationId) chat.startAnew();
      await load();
    } catch (error) {
      setFailure(wordsFor(error));
    }
  }
  return { items, failure, load, remove };
}

function useCloseOutside(menu: { readonly current: HTMLDetailsElement | null }): void {
  useEffect(() => {
    const close = (event: PointerEvent): void => {
      if (menu.current?.open && !menu.current.contains(event.target as Node)) menu.current.open = false;
    };
    addEventListener('pointerdown', close);
    return () => removeEventListener('pointerdown', close);
  }, [menu]);
}
