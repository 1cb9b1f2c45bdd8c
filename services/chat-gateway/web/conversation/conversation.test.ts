import { describe, expect, test } from 'vitest';
import type { AnswerBody } from '../gateway/shapes.ts';
import {
  afterEvent,
  type ConversationEvent,
  type ConversationState,
  EMPTY,
  framesOnOpen,
  isBusy,
  lostFirstMessage,
} from './conversation.ts';
import type { ConversationFrame } from './frames.ts';

const answer = (text: string): AnswerBody => ({ text, claims: [], sources: [], suggestions: ['And before?'], mode: 'template' });
const frame = (given: ConversationFrame): ConversationEvent => ({ type: 'frame', frame: given });
const asked: ConversationEvent = { type: 'asked', id: 'a', question: 'How much?' };
const sent: ConversationEvent = { type: 'sent', ids: ['a'] };
const accepted = frame({ type: 'accepted', id: 'a', conversationId: 'c', messageId: 'm', seq: 1 });
const step = frame({ type: 'step', messageId: 'm', seq: 2, name: 'spending', detail: 'Adding up' });
const first = frame({ type: 'delta', messageId: 'm', seq: 3, text: 'You spent' });
const second = frame({ type: 'delta', messageId: 'm', seq: 4, text: ' ₹5.00.' });
const done = frame({ type: 'done', messageId: 'm', seq: 5, ...answer('You spent ₹5.00.') } as ConversationFrame);

const after = (...events: ConversationEvent[]): ConversationState => events.reduce(afterEvent, EMPTY);

describe('one question', () => {
  test('streams, and ends with the whole answer', () => {
    const streaming = after(asked, sent, accepted, step, first, second);
    expect(streaming.exchanges).toMatchObject([{ phase: 'answering', streamed: 'You spent ₹5.00.', step: 'Adding up' }]);
    expect(isBusy(streaming)).toBe(true);
    const ended = afterEvent(streaming, done);
    expect(ended).toMatchObject({ lastSeq: 5, suggestions: ['And before?'], exchanges: [{ phase: 'answered', step: null }] });
    expect(ended.exchanges[0]?.answer?.text).toBe('You spent ₹5.00.');
    expect(isBusy(ended)).toBe(false);
  });

  test('frames that come twice say nothing twice', () => {
    const once = after(asked, accepted, step, first, second);
    expect([accepted, step, first, second].reduce(afterEvent, once)).toEqual(once);
  });

  test('frames of another conversation are not taken in', () => {
    const state = after(asked, accepted);
    const foreign = frame({ type: 'delta', messageId: 'other', seq: 9, text: 'x' });
    expect(afterEvent(state, foreign)).toEqual(state);
    const cleared = afterEvent(state, { type: 'cleared' });
    expect(afterEvent(cleared, first)).toEqual(EMPTY);
  });

  test('a refusal belongs to its question, and asking again goes on where it was', () => {
    const refused = afterEvent(after(asked, sent), {
      type: 'frame',
      frame: { type: 'error', id: 'a', code: 'INTERNAL', message: 'Not now', retryable: true },
    });
    expect(refused.exchanges).toMatchObject([{ phase: 'failed', trouble: { code: 'INTERNAL' } }]);
    expect(framesOnOpen(refused)).toEqual([]);
    const again = afterEvent(refused, { type: 'retried', id: 'a' });
    expect(framesOnOpen(again)).toEqual([{ type: 'message', id: 'a', text: 'How much?' }]);
  });
});

describe('after a connection was lost', () => {
  test('what was heard is not asked for again, what was not heard is sent again under its own id', () => {
    expect(framesOnOpen(after(asked, sent, accepted, step, first))).toEqual([{ type: 'resume', conversationId: 'c', afterSeq: 3 }]);
    const next: ConversationEvent = { type: 'asked', id: 'b', question: 'And before?' };
    expect(framesOnOpen(after(asked, sent, accepted, step, first, second, done, next))).toEqual([
      { type: 'resume', conversationId: 'c', afterSeq: 5 },
      { type: 'message', id: 'b', text: 'And before?', conversationId: 'c' },
    ]);
  });

  test('a first message whose fate is unknown is told apart from one that never went out', () => {
    expect(lostFirstMessage(after(asked))).toBeUndefined();
    expect(lostFirstMessage(after(asked, sent))).toMatchObject({ id: 'a' });
    expect(lostFirstMessage(after(asked, sent, accepted))).toBeUndefined();
  });

  test('a conversation that is read back takes the place of its question, and keeps one that it does not have', () => {
    const conversation = { conversationId: 'c', title: 'How much?', updatedAt: '', lastSeq: 3 };
    const opened: ConversationEvent = {
      type: 'opened',
      conversation: { ...conversation, messages: [{ messageId: 'm', question: 'How much?', answer: null }] },
    };
    const found = afterEvent(after(asked, sent), opened);
    expect(found.exchanges).toMatchObject([{ messageId: 'm', question: 'How much?', phase: 'answering', streamed: null }]);
    expect(afterEvent(found, second).exchanges).toMatchObject([{ streamed: null }]);
    expect(afterEvent(found, done).exchanges).toMatchObject([{ phase: 'answered', answer: { text: 'You spent ₹5.00.' } }]);
    const other = afterEvent(after({ type: 'asked', id: 'b', question: 'Else?' }), opened);
    expect(other.exchanges.map(({ question }) => question)).toEqual(['How much?', 'Else?']);
  });
});
