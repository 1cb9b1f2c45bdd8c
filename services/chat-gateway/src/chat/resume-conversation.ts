import type { Database } from '@munshi/database/database';
import type { Clock } from '@munshi/service-kit/clock';
import { NotFoundError, RequestInvalidError } from '../errors.ts';
import { conversationState, framesAfter, takeOver, type UnansweredMessage } from '../store/conversation-repository.ts';
import type { ConversationFrame, FrameListener } from './frames.ts';
import type { LiveConversation, LiveConversations } from './live-conversations.ts';

const LEASE_MS = 60_000;
const POLL_MS = 250;

/** Until when nobody else may answer what this process has taken. */
export function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}

export interface Resume {
  readonly customerId: string;
  readonly conversationId: string;
  readonly afterSeq: number;
}

export type ResumeConversation = (resume: Resume, listener: FrameListener, signal: AbortSignal) => Promise<void>;

export interface ToAnswer {
  readonly text: string;
  /** The plan of the question before, as it was stored. */
  readonly context: unknown;
  /** What was said already. */
  readonly before: string;
}

export interface ResumeOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly live: LiveConversations;
  readonly owner: string;
  answer(conversation: LiveConversation, toAnswer: ToAnswer): Promise<unknown>;
}

/** Gives frames again, and goes on with a message that is still being answered: here, elsewhere, or by nobody any more. */
export function createResume({ database, clock, live, owner, answer }: ResumeOptions): ResumeConversation {
  return async ({ customerId, conversationId, afterSeq }, listener, signal) => {
    const look = () => conversationState(database.sql, customerId, { conversationId, now: clock.now() });
    const state = await look();
    if (!state) throw new NotFoundError('CONVERSATION');
    const running = live.find(customerId, conversationId);
    if (running) return joinRunning(running, { afterSeq, listener, signal });
    let sent = await sendStored({ customerId, conversationId, afterSeq }, state.lastSeq, listener);
    for (let waiting = state.unanswered; waiting && !signal.aborted; ) {
      if (await take(customerId, waiting)) return answerHere({ customerId, conversationId, afterSeq: sent }, waiting, listener);
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const now = await look();
      if (!now) return;
      sent = await sendStored({ customerId, conversationId, afterSeq: sent }, now.lastSeq, listener);
      waiting = now.unanswered?.messageId === waiting.messageId ? now.unanswered : null;
    }
  };

  function take(customerId: string, { messageId }: UnansweredMessage): Promise<boolean> {
    const now = clock.now();
    return takeOver(database.sql, customerId, { messageId, owner, leaseUntil: leaseFrom(now), now });
  }

  async function answerHere(
    { customerId, conversationId, afterSeq }: Resume,
    { messageId, question }: UnansweredMessage,
    listener: FrameListener,
  ) {
    const state = await conversationState(database.sql, customerId, { conversationId, now: clock.now() });
    if (!state) return;
    await sendStored({ customerId, conversationId, afterSeq }, state.lastSeq, listener);
    const stored = await framesAfter(database.sql, customerId, { conversationId, afterSeq: 0 });
    const before = stored
      .map(({ frame }) => frame as ConversationFrame)
      .flatMap((frame) => (frame.type === 'delta' && frame.messageId === messageId ? [frame.text] : []));
    const conversation = live.open({ customerId, conversationId, messageId, clientId: messageId, seq: state.lastSeq });
    conversation.listeners.add(listener);
    await answer(conversation, { text: question, context: state.context, before: before.join('') });
  }

  async function sendStored({ customerId, conversationId, afterSeq }: Resume, lastSeq: number, listener: FrameListener): Promise<number> {
    if (afterSeq >= lastSeq) return afterSeq;
    const stored = await framesAfter(database.sql, customerId, { conversationId, afterSeq });
    if (stored[0]?.seq !== afterSeq + 1) {
      throw new RequestInvalidError('Those frames are no longer kept: read the conversation under /me/conversations', 'RESUME_EXPIRED');
    }
    for (const { frame } of stored) listener(frame as ConversationFrame);
    return stored.at(-1)?.seq ?? afterSeq;
  }

  /** What was stored, then what comes, each once: nothing is sent before it is stored. */
  async function joinRunning(
    conversation: LiveConversation,
    { afterSeq, listener, signal }: { afterSeq: number; listener: FrameListener; signal: AbortSignal },
  ): Promise<void> {
    const { customerId, conversationId } = conversation;
    const held: ConversationFrame[] = [];
    let sent: number | null = null;
    const join: FrameListener = (frame) => {
      if (sent === null) held.push(frame);
      else if (frame.seq > sent) {
        sent = frame.seq;
        listener(frame);
      }
    };
    conversation.listeners.add(join);
    signal.addEventListener('abort', () => conversation.listeners.delete(join), { once: true });
    sent = await sendStored({ customerId, conversationId, afterSeq }, conversation.seq, listener);
    for (const frame of held) join(frame);
  }
}
