import { useEffect, useState } from 'preact/hooks';
import { gateway } from '../gateway/calls.ts';
import type { FeedItem } from '../gateway/shapes.ts';
import { type ChatSession, createChatSession } from './chat-session.ts';
import { openSocket } from './socket.ts';

const KEPT = 'munshi.conversation';

export interface ChatListener {
  onNotification(item: FeedItem): void;
  onAnswered(): void;
  onSessionEnd(reason: string): void;
}

/** Without `randomUUID`, which pages that are not served over https lack. */
const newId = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The chat of the customer who is signed in, for as long as the component lives. It goes on where this tab left off. */
export function useChat(customerId: string, listener: ChatListener): ChatSession | null {
  const [chat, setChat] = useState<ChatSession | null>(null);
  const [, redraw] = useState(0);
  useEffect(() => {
    const key = `${KEPT}.${customerId}`;
    const session = createChatSession({
      connect: openSocket,
      conversation: gateway.conversation,
      conversations: gateway.conversations,
      remember: (id) => (id === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, id)),
      newId,
      ...listener,
    });
    const leave = session.subscribe(() => redraw((times) => times + 1));
    const kept = sessionStorage.getItem(key);
    if (kept !== null) void session.open(kept);
    setChat(session);
    return () => {
      leave();
      session.close();
    };
  }, [customerId]);
  return chat;
}
