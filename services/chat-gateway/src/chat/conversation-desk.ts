import { randomUUID } from 'node:crypto';
import type { Database } from '@munshi/database/database';
import type { Clock } from '@munshi/service-kit/clock';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import type { Plan } from '../domain/plan.ts';
import { NotFoundError, RequestInvalidError } from '../errors.ts';
import {
  acceptMessage,
  appendFrames,
  conversationState,
  framesAfter,
  pruneFrames,
  storeAnswer,
  takeOver,
} from '../store/conversation-repository.ts';
import type { Answer, Answerer } from './answer.ts';
import type { CustomerContext } from './context.ts';
import type { ConversationFrame, DoneFrame, FrameListener, NewFrame } from './frames.ts';
import { createLiveConversations, type LiveConversation } from './live-conversations.ts';

/** How long the frames of a conversation can be asked for again. */
export const RESUME_SECONDS = 3600;
export const LONGEST_QUESTION = 4000;
/** An answer ends within this; until then nobody else takes it up. */
const ANSWER_LIMIT_MS = 45_000;
const LEASE_MS = 60_000;
const POLL_MS = 250;

export interface Ask {
  readonly customerId: string;
  readonly text: string;
  readonly clientId: string;
  readonly conversationId: string | null;
}

export interface Resume {
  readonly customerId: string;
  readonly conversationId: string;
  readonly afterSeq: number;
}

/** Takes messages, has them answered, stores every frame before it is sent, and gives frames again. */
export interface ConversationDesk {
  /** Resolves with the whole answer. The frames go to `listener` as they are stored. @throws RequestInvalidError, NotFoundError, AppError */
  ask(ask: Ask, listener: FrameListener): Promise<DoneFrame & { conversationId: string }>;
  /** Ends an answer of the customer's by its message's id, the client's or ours; what was said so far stays. */
  stop(customerId: string, id: string): void;
  /** Sends the frames after a sequence number, and goes on with what is still being answered. @throws NotFoundError, RequestInvalidError */
  resume(resume: Resume, listener: FrameListener, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface DeskOptions {
  readonly database: Database;
  readonly answerer: Answerer;
  openContext(customerId: string): Promise<CustomerContext>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createConversationDesk(options: DeskOptions): ConversationDesk {
  const { database, clock, logger } = options;
  const owner = randomUUID();
  const live = createLiveConversations();

  return {
    async ask(ask, listener) {
      const text = guard(ask.text);
      const conversationId = ask.conversationId ?? randomUUID();
      return live.inTurn(ask.customerId, conversationId, async () => {
        const messageId = randomUUID();
        const now = clock.now();
        const accepted = await database.transaction((tx) =>
          acceptMessage(
            tx,
            {
              customerId: ask.customerId,
              conversationId,
              messageId,
              clientId: ask.clientId,
              question: text,
              owner,
              leaseUntil: leaseFrom(now),
              now,
            },
            ask.conversationId === null,
          ),
        );
        if (accepted.kind === 'repeated') return repeat({ ...ask, conversationId }, accepted, listener);
        if (accepted.kind !== 'accepted') throw refusal(accepted.kind);
        const conversation = live.open({
          customerId: ask.customerId,
          conversationId,
          messageId,
          clientId: ask.clientId,
          seq: accepted.seq - 1,
        });
        conversation.listeners.add(listener);
        const done = await answer(conversation, { text, context: accepted.context, before: '' });
        return { ...done, conversationId };
      });
    },

    stop: (customerId, id) => live.stop(customerId, id),

    async resume({ customerId, conversationId, afterSeq }, listener, signal) {
      const at = { conversationId, now: clock.now() };
      const state = await conversationState(database.sql, customerId, at);
      if (!state) throw new NotFoundError('CONVERSATION');
      const running = live.find(customerId, conversationId);
      if (running) return joinRunning(running, { afterSeq, listener, signal });
      let sent = await sendStored({ customerId, conversationId, afterSeq }, state.lastSeq, listener);
      if (!state.unanswered) return;
      const { messageId, question } = state.unanswered;
      const taken = async () =>
        takeOver(database.sql, customerId, { messageId, owner, leaseUntil: leaseFrom(clock.now()), now: clock.now() });
      while (!signal.aborted) {
        if (await taken()) {
          const stored = await framesAfter(database.sql, customerId, { conversationId, afterSeq: 0 });
          const before = stored
            .map(({ frame }) => frame as ConversationFrame)
            .flatMap((frame) => (frame.type === 'delta' && frame.messageId === messageId ? [frame.text] : []));
          const conversation = live.open({ customerId, conversationId, messageId, clientId: messageId, seq: state.lastSeq });
          conversation.listeners.add(listener);
          await answer(conversation, { text: question, context: state.context, before: before.join('') });
          return;
        }
        const now = await conversationState(database.sql, customerId, { conversationId, now: clock.now() });
        if (!now) return;
        sent = await sendStored({ customerId, conversationId, afterSeq: sent }, now.lastSeq, listener);
        if (now.unanswered?.messageId !== messageId) return;
        // Another process answers it.
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },

    close: () => live.close(),
  };

  async function answer(
    conversation: LiveConversation,
    { text, context, before }: { text: string; context: unknown; before: string },
  ): Promise<DoneFrame> {
    const { customerId, conversationId, messageId, clientId, controller } = conversation;
    const of = { customerId, conversationId, messageId };
    const timer = setTimeout(() => controller.abort(), ANSWER_LIMIT_MS);
    const emit = async (frame: NewFrame): Promise<void> => {
      const numbered = { ...frame, seq: conversation.seq + 1 } as ConversationFrame;
      const kept = await appendFrames(database.sql, { ...of, now: clock.now() }, [{ seq: numbered.seq, frame: numbered }]);
      if (!kept) throw new NotFoundError('CONVERSATION');
      live.send(conversation, numbered);
    };
    try {
      if (before === '') {
        if (conversation.clientId !== messageId) await emit({ type: 'accepted', id: clientId, conversationId, messageId });
        const answered = await options.answerer({
          context: await options.openContext(customerId),
          text,
          previous: toPlan(context),
          messageId,
          signal: controller.signal,
          sink: {
            step: (name, detail) => emit({ type: 'step', messageId, name, detail }),
            delta: (piece) => emit({ type: 'delta', messageId, text: piece }),
          },
        });
        return await finish(conversation, answered);
      }
      // The process that said the beginning is gone: the answer ends where it ended, and says so.
      return await finish(conversation, {
        text: before,
        claims: [],
        recipes: [],
        sources: [],
        suggestions: [],
        mode: 'template',
        stopped: true,
        plan: null,
      });
    } catch (error) {
      if (!(error instanceof NotFoundError)) logger.error({ err: error, messageId }, 'a question could not be answered');
      await release(conversation);
      throw error;
    } finally {
      clearTimeout(timer);
      live.finish(conversation);
    }
  }

  async function finish(
    conversation: LiveConversation,
    answered: Omit<Answer, 'plan'> & { readonly plan: Plan | null },
  ): Promise<DoneFrame> {
    const { customerId, conversationId, messageId } = conversation;
    const { text, claims, sources, suggestions, mode, stopped, plan } = answered;
    const frame: DoneFrame = {
      type: 'done',
      messageId,
      seq: conversation.seq + 1,
      text,
      claims,
      sources,
      suggestions,
      mode,
      ...(stopped ? { stopped: true as const } : {}),
    };
    const of = { customerId, conversationId, messageId, now: clock.now() };
    const kept = await database.transaction(async (tx) => {
      const isKept = await appendFrames(tx, of, [{ seq: frame.seq, frame }]);
      await storeAnswer(tx, of, { answer: { text, claims, sources, suggestions, mode, stopped }, claims: answered.recipes, context: plan });
      return isKept;
    });
    if (!kept) throw new NotFoundError('CONVERSATION');
    live.send(conversation, frame);
    await pruneFrames(database.sql, { customerId, conversationId }, new Date(of.now.getTime() - RESUME_SECONDS * 1000));
    return frame;
  }

  /** Whoever resumes may take it up at once. */
  async function release({ customerId, messageId }: LiveConversation): Promise<void> {
    const past = new Date(clock.now().getTime() - 1);
    await database.sql
      .withSchema('gateway')
      .updateTable('messages')
      .set({ lease_until: past })
      .where('customer_id', '=', customerId)
      .where('message_id', '=', messageId)
      .where('answer', 'is', null)
      .execute()
      .catch((error) => logger.warn({ err: error }, 'could not release a message'));
  }

  /** The same message sent again: its frames come again, and it is not answered twice. */
  async function repeat(
    { customerId, conversationId }: { customerId: string; conversationId: string },
    { messageId, seq }: { messageId: string; seq: number },
    listener: FrameListener,
  ) {
    const stored = await framesAfter(database.sql, customerId, { conversationId, afterSeq: seq - 1 });
    const frames = stored.map(({ frame }) => frame as ConversationFrame).filter((frame) => frame.messageId === messageId);
    for (const frame of frames) listener(frame);
    const done = frames.find((frame) => frame.type === 'done');
    if (!done)
      throw new AppError('This message is no longer kept. Ask again under a new id.', { code: 'MESSAGE_ID_REUSED', failure: 'invalid' });
    return { ...done, conversationId };
  }

  async function sendStored({ customerId, conversationId, afterSeq }: Resume, lastSeq: number, listener: FrameListener): Promise<number> {
    if (afterSeq >= lastSeq) return Math.max(afterSeq, lastSeq);
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
    const last = await sendStored(
      { customerId: conversation.customerId, conversationId: conversation.conversationId, afterSeq },
      conversation.seq,
      listener,
    );
    sent = last;
    for (const frame of held) join(frame);
  }
}

function leaseFrom(now: Date): Date {
  return new Date(now.getTime() + LEASE_MS);
}

function guard(given: string): string {
  const text = given
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  if (text === '') throw new RequestInvalidError('message: is empty', 'MESSAGE_EMPTY');
  if (text.length > LONGEST_QUESTION)
    throw new RequestInvalidError(`message: has more than ${LONGEST_QUESTION} characters`, 'MESSAGE_TOO_LONG');
  return text;
}

function refusal(kind: 'unknown' | 'busy' | 'full' | 'reused'): AppError {
  if (kind === 'unknown') return new NotFoundError('CONVERSATION');
  if (kind === 'busy')
    return new AppError('The message before is still being answered', {
      code: 'CONVERSATION_BUSY',
      failure: 'unavailable',
      retryAfterMs: 1000,
    });
  if (kind === 'full') return new RequestInvalidError('This conversation is full: start a new one', 'CONVERSATION_FULL');
  return new RequestInvalidError('id: was used for another message of this conversation', 'MESSAGE_ID_REUSED');
}

function toPlan(context: unknown): Plan | null {
  return context !== null && typeof context === 'object' && 'intent' in context && 'slots' in context ? (context as Plan) : null;
}
