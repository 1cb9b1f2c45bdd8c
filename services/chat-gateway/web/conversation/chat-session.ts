import { isMissing, wordsFor } from '../gateway/calls.ts';
import type { Conversation, FeedItem } from '../gateway/shapes.ts';
import {
  afterEvent,
  type ConversationEvent,
  type ConversationState,
  EMPTY,
  framesOnOpen,
  isBusy,
  lostFirstMessage,
  messageFrame,
} from './conversation.ts';
import type { ClientFrame, ErrorFrame, ServerFrame } from './frames.ts';
import type { ConnectionState, GatewaySocket, SocketOptions } from './socket.ts';

export interface ChatState extends ConversationState {
  readonly connection: ConnectionState;
  /** What the customer is told about the conversation as a whole. */
  readonly notice: string | null;
  /** Of the welcome: for an empty conversation. */
  readonly openers: readonly string[];
}

export interface ChatPorts {
  connect(options: SocketOptions): GatewaySocket;
  conversation(id: string): Promise<Conversation>;
  /** Conversations, newest first. */
  conversations(): Promise<{ readonly items: readonly { readonly conversationId: string; readonly title: string }[] }>;
  /** Keeps the conversation's id while the tab lives. */
  remember(conversationId: string | null): void;
  newId(): string;
  onNotification(item: FeedItem): void;
  onAnswered(): void;
  onSessionEnd(reason: string): void;
}

export interface ChatSession {
  readonly state: ChatState;
  subscribe(listener: () => void): () => void;
  ask(text: string): void;
  stop(): void;
  retry(id: string): void;
  rate(messageId: string, value: 'up' | 'down'): void;
  open(conversationId: string): Promise<void>;
  startAnew(): void;
  reconnect(): void;
  close(): void;
}

/** As the gateway keeps a question: in one line. */
const inOneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
const TITLE_LENGTH = 80;

/** The conversation of one signed-in customer: the pure `afterEvent`, and what it makes the page do. */
export function createChatSession(ports: ChatPorts): ChatSession {
  let state: ChatState = { ...EMPTY, connection: 'connecting', notice: null, openers: [] };
  const listeners = new Set<() => void>();
  /** Conversations that were there before the one that is being opened. */
  const known = new Set<string>();
  /** Of the socket that has said what it had to say; until then questions wait for it. */
  let opening = 0;
  let isReady = false;

  function set(next: Partial<ChatState>): void {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  }

  function happen(event: ConversationEvent): void {
    const before = state.conversationId;
    set(afterEvent(state, event));
    if (state.conversationId !== before) ports.remember(state.conversationId);
  }

  function send(frames: readonly ClientFrame[]): void {
    const sent = frames.filter((frame) => socket.send(frame));
    happen({ type: 'sent', ids: sent.flatMap((frame) => (frame.type === 'message' ? [frame.id] : [])) });
  }

  async function learnConversations(): Promise<void> {
    for (const { conversationId } of (await ports.conversations()).items) known.add(conversationId);
  }

  /** The gateway may have taken the first message although its word of it was lost. */
  async function findLost(question: string): Promise<void> {
    const title = [...question].slice(0, TITLE_LENGTH).join('');
    const { items } = await ports.conversations();
    const found = items.find((item) => item.title === title && !known.has(item.conversationId));
    if (found) happen({ type: 'opened', conversation: await ports.conversation(found.conversationId) });
  }

  async function onOpen(): Promise<void> {
    opening += 1;
    const mine = opening;
    const lost = lostFirstMessage(state);
    if (lost) await findLost(lost.question).catch(() => undefined);
    else if (state.conversationId === null) await learnConversations().catch(() => undefined);
    if (mine !== opening || state.connection !== 'open') return;
    isReady = true;
    send(framesOnOpen(state));
  }

  function onState(connection: ConnectionState): void {
    if (connection !== 'open') isReady = false;
    set({ connection });
  }

  async function read(conversationId: string): Promise<void> {
    try {
      happen({ type: 'opened', conversation: await ports.conversation(conversationId) });
      set({ notice: null });
      send([{ type: 'resume', conversationId, afterSeq: state.lastSeq }]);
    } catch (error) {
      if (!isMissing(error)) return set({ notice: wordsFor(error) });
      happen({ type: 'cleared' });
      set({ notice: 'That conversation is no longer there. This is a new one.' });
    }
  }

  function receive(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
        set({ openers: frame.suggestions });
        void onOpen();
        break;
      case 'notification':
        ports.onNotification(frame.notification);
        break;
      case 'pong':
      case 'goodbye':
        break;
      case 'error':
        takeError(frame);
        break;
      default:
        happen({ type: 'frame', frame });
        if (frame.type === 'done') ports.onAnswered();
    }
  }

  function takeError(frame: ErrorFrame): void {
    const { conversationId } = state;
    // A resume that cannot be: what is stored is read instead.
    const isStale = frame.code === 'RESUME_EXPIRED' || frame.code === 'CONVERSATION_NOT_FOUND';
    if (frame.id !== undefined) happen({ type: 'frame', frame });
    else if (isStale && conversationId !== null) void read(conversationId);
    else set({ notice: frame.message });
  }

  const socket = ports.connect({ onState, onFrame: receive, onSessionEnd: ports.onSessionEnd });

  return {
    get state() {
      return state;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ask(text) {
      const question = inOneLine(text);
      if (question === '') return;
      if (isBusy(state)) return set({ notice: 'Wait for the answer, or stop it; then ask again.' });
      const id = ports.newId();
      set({ notice: null });
      happen({ type: 'asked', id, question });
      if (isReady) send([messageFrame(state.conversationId, id, question)]);
    },
    stop() {
      const running = state.exchanges.find(({ phase }) => phase === 'waiting' || phase === 'answering');
      if (running) socket.send({ type: 'stop', id: running.messageId ?? running.id });
    },
    retry(id) {
      happen({ type: 'retried', id });
      if (isReady) send(framesOnOpen(state));
    },
    rate(messageId, value) {
      if (socket.send({ type: 'feedback', messageId, value })) happen({ type: 'rated', messageId, value });
    },
    open(conversationId) {
      if (state.conversationId !== null && state.conversationId !== conversationId) happen({ type: 'cleared' });
      return read(conversationId);
    },
    startAnew() {
      if (state.conversationId !== null) known.add(state.conversationId);
      happen({ type: 'cleared' });
      set({ notice: null });
    },
    reconnect: () => socket.reconnect(),
    close: () => socket.close(),
  };
}
