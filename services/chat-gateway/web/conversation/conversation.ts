import type { AnswerBody, Conversation } from '../gateway/shapes.ts';
import type { ClientFrame, ConversationFrame, ErrorFrame } from './frames.ts';

/** A question and what has come of it. */
export interface Exchange {
  /** The client's id of the message; of one that was read back, the gateway's. */
  readonly id: string;
  readonly question: string;
  /** The gateway's id, once it has accepted the message. */
  readonly messageId: string | null;
  readonly phase: 'waiting' | 'answering' | 'answered' | 'failed';
  /** It went out over a socket, so the gateway may have it. */
  readonly isSent: boolean;
  /** What is being looked up. */
  readonly step: string | null;
  /** The answer as far as it has come; null where its beginning was missed, so that only the whole will be shown. */
  readonly streamed: string | null;
  readonly answer: AnswerBody | null;
  readonly trouble: { readonly code: string; readonly message: string } | null;
  readonly rating: 'up' | 'down' | null;
}

export interface ConversationState {
  readonly conversationId: string | null;
  /** Of the last frame that was taken in. */
  readonly lastSeq: number;
  readonly exchanges: readonly Exchange[];
  readonly suggestions: readonly string[];
}

export type ConversationEvent =
  | { readonly type: 'asked'; readonly id: string; readonly question: string }
  | { readonly type: 'sent'; readonly ids: readonly string[] }
  | { readonly type: 'retried'; readonly id: string }
  | { readonly type: 'rated'; readonly messageId: string; readonly value: 'up' | 'down' }
  | { readonly type: 'frame'; readonly frame: ConversationFrame | ErrorFrame }
  | { readonly type: 'opened'; readonly conversation: Conversation }
  | { readonly type: 'cleared' };

export const EMPTY: ConversationState = { conversationId: null, lastSeq: 0, exchanges: [], suggestions: [] };

export const isBusy = ({ exchanges }: ConversationState): boolean =>
  exchanges.some(({ phase }) => phase === 'waiting' || phase === 'answering');

/** The conversation after an event. A frame that came before, or that belongs to another conversation, changes nothing. */
export function afterEvent(state: ConversationState, event: ConversationEvent): ConversationState {
  switch (event.type) {
    case 'asked':
      return { ...state, exchanges: [...state.exchanges, asked(event.id, event.question)], suggestions: [] };
    case 'sent':
      return change(state, ({ id }) => event.ids.includes(id), { isSent: true });
    case 'retried':
      return change(state, ({ id }) => id === event.id, { trouble: null, isSent: false, phase: retryPhase(state, event.id) });
    case 'rated':
      return change(state, ({ messageId }) => messageId === event.messageId, { rating: event.value });
    case 'opened':
      return opened(state, event.conversation);
    case 'cleared':
      return EMPTY;
    case 'frame':
      return event.frame.type === 'error' ? afterError(state, event.frame) : afterFrame(state, event.frame);
  }
}

/** What a socket that has just opened has to say, so that nothing is lost and nothing asked twice. */
export function framesOnOpen({ conversationId, lastSeq, exchanges }: ConversationState): ClientFrame[] {
  const unheard = exchanges.filter(({ phase }) => phase === 'waiting');
  const messages = unheard.map(({ id, question }) => messageFrame(conversationId, id, question));
  return conversationId === null ? messages : [{ type: 'resume', conversationId, afterSeq: lastSeq }, ...messages];
}

export function messageFrame(conversationId: string | null, id: string, text: string): ClientFrame {
  return { type: 'message', id, text, ...(conversationId === null ? {} : { conversationId }) };
}

/**
 * A first message that went out and was never confirmed. Its conversation, if the gateway opened one, has an id that only the
 * gateway knows: to send it again without looking would open a second.
 */
export function lostFirstMessage({ conversationId, exchanges }: ConversationState): Exchange | undefined {
  return conversationId === null ? exchanges.find(({ phase, isSent }) => phase === 'waiting' && isSent) : undefined;
}

function asked(id: string, question: string): Exchange {
  return {
    id,
    question,
    messageId: null,
    phase: 'waiting',
    isSent: false,
    step: null,
    streamed: '',
    answer: null,
    trouble: null,
    rating: null,
  };
}

function retryPhase({ exchanges }: ConversationState, id: string): Exchange['phase'] {
  return exchanges.find((exchange) => exchange.id === id)?.messageId ? 'answering' : 'waiting';
}

function change(
  state: ConversationState,
  isMeant: (exchange: Exchange) => boolean,
  what: Partial<Exchange> | ((exchange: Exchange) => Partial<Exchange>),
): ConversationState {
  const exchanges = state.exchanges.map((exchange) =>
    isMeant(exchange) ? { ...exchange, ...(typeof what === 'function' ? what(exchange) : what) } : exchange,
  );
  return { ...state, exchanges };
}

function afterFrame(state: ConversationState, frame: ConversationFrame): ConversationState {
  if (frame.type === 'accepted') return accepted(state, frame);
  const isMeant = ({ messageId }: Exchange): boolean => messageId === frame.messageId;
  if (frame.seq <= state.lastSeq || !state.exchanges.some(isMeant)) return state;
  const next = { ...state, lastSeq: frame.seq };
  switch (frame.type) {
    case 'step':
      return change(next, isMeant, { step: frame.detail });
    case 'delta':
      return change(next, isMeant, ({ streamed }) => ({ streamed: streamed === null ? null : streamed + frame.text }));
    case 'done': {
      const { type: _type, messageId: _id, seq: _seq, ...answer } = frame;
      return { ...change(next, isMeant, { phase: 'answered', answer, step: null, trouble: null }), suggestions: answer.suggestions };
    }
  }
}

function accepted(state: ConversationState, frame: Extract<ConversationFrame, { type: 'accepted' }>): ConversationState {
  const isMeant = ({ id }: Exchange): boolean => id === frame.id;
  const isElsewhere = state.conversationId !== null && state.conversationId !== frame.conversationId;
  if (isElsewhere || frame.seq <= state.lastSeq || !state.exchanges.some(isMeant)) return state;
  const next = { ...state, conversationId: frame.conversationId, lastSeq: frame.seq };
  return change(next, isMeant, { messageId: frame.messageId, phase: 'answering' });
}

function afterError(state: ConversationState, { id, code, message }: ErrorFrame): ConversationState {
  return change(state, (exchange) => exchange.id === id && exchange.phase !== 'answered', {
    phase: 'failed',
    step: null,
    trouble: { code, message },
  });
}

/** What the gateway has, and after it what it may not have heard yet. */
function opened(before: ConversationState, { conversationId, lastSeq, messages }: Conversation): ConversationState {
  const isUnheard = ({ phase, question }: Exchange): boolean => phase === 'waiting' && messages.at(-1)?.question !== question;
  const isSame = before.conversationId === null || before.conversationId === conversationId;
  const unheard = isSame ? before.exchanges.filter(isUnheard) : [];
  const read = messages.map(({ messageId, question, answer }): Exchange => {
    const phase = answer === null ? 'answering' : 'answered';
    return { ...asked(messageId, question), messageId, phase, isSent: true, answer, streamed: answer === null ? null : '' };
  });
  return { conversationId, lastSeq, exchanges: [...read, ...unheard], suggestions: messages.at(-1)?.answer?.suggestions ?? [] };
}
