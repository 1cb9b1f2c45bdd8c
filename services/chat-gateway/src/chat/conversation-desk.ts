import { randomUUID } from 'node:crypto';
import type { Database } from '@munshi/database/database';
import type { Clock } from '@munshi/service-kit/clock';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import { NO_SLOTS, type Plan } from '../domain/plan.ts';
import { NotFoundError, RequestInvalidError } from '../errors.ts';
import {
  type Acceptance,
  type AcceptedMessage,
  acceptMessage,
  appendFrames,
  framesAfter,
  pruneFrames,
  storeAnswer,
} from '../store/conversation-repository.ts';
import type { Answerer } from './answer.ts';
import type { CustomerContext } from './context.ts';
import type { Answer } from './exchange.ts';
import type { ConversationFrame, DoneFrame, FrameListener, NewFrame } from './frames.ts';
import { createLiveConversations, type LiveConversation } from './live-conversations.ts';
import { createResume, leaseFrom, type ResumeConversation, type ToAnswer } from './resume-conversation.ts';

/** How long the frames of a conversation can be asked for again. */
export const RESUME_SECONDS = 3600;
export const LONGEST_QUESTION = 4000;
/** Shorter than the lease: while it is answered, nobody else takes it up. */
const ANSWER_LIMIT_MS = 45_000;

export interface Ask {
  readonly customerId: string;
  readonly text: string;
  readonly clientId: string;
  readonly conversationId: string | null;
}

/** Takes messages, has them answered, stores every frame before it is sent, and gives frames again. */
export interface ConversationDesk {
  /** Resolves with the whole answer. The frames go to `listener` as they are stored. @throws RequestInvalidError, NotFoundError, AppError */
  ask(ask: Ask, listener: FrameListener): Promise<DoneFrame & { conversationId: string }>;
  /** Ends an answer of the customer's by its message's id, the client's or ours; what was said so far stays. */
  stop(customerId: string, id: string): void;
  /** Sends the frames after a sequence number, and goes on with what is still being answered. @throws NotFoundError, RequestInvalidError */
  readonly resume: ResumeConversation;
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
        const message = { customerId: ask.customerId, conversationId, messageId, clientId: ask.clientId, question: text, now };
        const accepted = await accept({ ...message, owner, leaseUntil: leaseFrom(now) }, ask.conversationId === null);
        if (accepted.kind === 'repeated') return repeat({ ...ask, conversationId }, accepted, listener);
        if (accepted.kind !== 'accepted') throw refusal(accepted.kind);
        const { seq } = accepted;
        const conversation = live.open({ customerId: ask.customerId, conversationId, messageId, clientId: ask.clientId, seq });
        conversation.listeners.add(listener);
        live.send(conversation, { type: 'accepted', id: ask.clientId, conversationId, messageId, seq });
        const done = await answer(conversation, { text, context: accepted.context, before: '' });
        return { ...done, conversationId };
      });
    },

    stop: (customerId, id) => live.stop(customerId, id),

    resume: createResume({ database, clock, live, owner, answer }),

    close: () => live.close(),
  };

  /** The message and the frame that says so are stored together: what is accepted can be resumed. */
  function accept(message: AcceptedMessage, isNew: boolean): Promise<Acceptance> {
    return database.transaction(async (tx) => {
      const accepted = await acceptMessage(tx, message, isNew);
      if (accepted.kind !== 'accepted') return accepted;
      const { clientId: id, conversationId, messageId } = message;
      const frame: ConversationFrame = { type: 'accepted', id, conversationId, messageId, seq: accepted.seq };
      await appendFrames(tx, message, [{ seq: accepted.seq, frame }]);
      return accepted;
    });
  }

  async function answer(conversation: LiveConversation, { text, context, before }: ToAnswer): Promise<DoneFrame> {
    const { customerId, conversationId, messageId, controller } = conversation;
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
  return context !== null && typeof context === 'object' && 'intent' in context && 'slots' in context
    ? { ...(context as Plan), slots: { ...NO_SLOTS, ...(context as Plan).slots } }
    : null;
}
