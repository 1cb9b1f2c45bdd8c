import type { ConversationFrame, FrameListener } from './frames.ts';

/** A conversation whose message this process is answering now. */
export interface LiveConversation {
  readonly customerId: string;
  readonly conversationId: string;
  readonly messageId: string;
  readonly clientId: string;
  readonly controller: AbortController;
  readonly listeners: Set<FrameListener>;
  /** Of the last frame. */
  seq: number;
}

export interface LiveConversations {
  /** One after the other within a conversation. */
  inTurn<Result>(customerId: string, conversationId: string, work: () => Promise<Result>): Promise<Result>;
  open(of: Omit<LiveConversation, 'controller' | 'listeners'>): LiveConversation;
  find(customerId: string, conversationId: string): LiveConversation | undefined;
  send(conversation: LiveConversation, frame: ConversationFrame): void;
  finish(conversation: LiveConversation): void;
  stop(customerId: string, id: string): void;
  /** Lets answers end, within a limit; then stops them. */
  close(): Promise<void>;
}

const CLOSE_LIMIT_MS = 4000;

export function createLiveConversations(): LiveConversations {
  const live = new Map<string, LiveConversation>();
  const turns = new Map<string, Promise<unknown>>();
  const keyOf = (customerId: string, conversationId: string): string => JSON.stringify([customerId, conversationId]);
  return {
    async inTurn(customerId, conversationId, work) {
      const key = keyOf(customerId, conversationId);
      const turn = (turns.get(key) ?? Promise.resolve()).then(work, work);
      turns.set(key, turn);
      try {
        return await turn;
      } finally {
        if (turns.get(key) === turn) turns.delete(key);
      }
    },
    open(of) {
      const conversation: LiveConversation = { ...of, controller: new AbortController(), listeners: new Set() };
      live.set(keyOf(of.customerId, of.conversationId), conversation);
      return conversation;
    },
    find: (customerId, conversationId) => live.get(keyOf(customerId, conversationId)),
    send(conversation, frame) {
      conversation.seq = frame.seq;
      for (const listener of conversation.listeners) listener(frame);
    },
    finish(conversation) {
      const key = keyOf(conversation.customerId, conversation.conversationId);
      if (live.get(key) === conversation) live.delete(key);
    },
    stop(customerId, id) {
      for (const conversation of live.values()) {
        if (conversation.customerId === customerId && (conversation.clientId === id || conversation.messageId === id))
          conversation.controller.abort();
      }
    },
    async close() {
      const timer = setTimeout(() => {
        for (const { controller } of live.values()) controller.abort();
      }, CLOSE_LIMIT_MS);
      await Promise.allSettled(turns.values());
      clearTimeout(timer);
    },
  };
}
