import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CallError } from '../gateway/calls.ts';
import type { Conversation } from '../gateway/shapes.ts';
import { type ChatPorts, createChatSession } from './chat-session.ts';
import type { ClientFrame, ServerFrame } from './frames.ts';
import type { SocketOptions } from './socket.ts';

const CUSTOMER = { customerId: 'C1', name: null, locale: 'en-IN', timeZone: 'Asia/Kolkata', currency: 'INR' };
const WELCOME: ServerFrame = { type: 'welcome', customer: CUSTOMER, suggestions: ['What is my balance?'] };

/** A session on a socket that the test holds, and a gateway with the conversations that it names. */
function startSession(stored: Conversation[] = []) {
  const sent: ClientFrame[] = [];
  const remembered: (string | null)[] = [];
  let options: SocketOptions | undefined;
  let isOpen = false;
  let ids = 0;
  const ports: ChatPorts = {
    connect(given) {
      options = given;
      return { send: (frame) => isOpen && sent.push(frame) > 0, reconnect() {}, close() {} };
    },
    conversations: async () => ({ items: stored }),
    async conversation(id) {
      const found = stored.find(({ conversationId }) => conversationId === id);
      if (!found) throw new CallError('There is no such conversation', 404, 'CONVERSATION_NOT_FOUND');
      return found;
    },
    remember: (id) => remembered.push(id),
    newId() {
      ids += 1;
      return `q${ids}`;
    },
    onNotification() {},
    onAnswered() {},
    onSessionEnd() {},
  };
  const session = createChatSession(ports);
  const take = (frame: ServerFrame) => options?.onFrame(frame);
  return {
    session,
    sent,
    remembered,
    take,
    async open() {
      isOpen = true;
      options?.onState('open');
      take(WELCOME);
      for (let turns = 0; turns < 5; turns += 1) await turn();
    },
    lose() {
      isOpen = false;
      options?.onState('lost');
    },
  };
}

const stored = (question: string, conversationId = 'c'): Conversation => ({
  conversationId,
  title: question,
  updatedAt: '2026-08-12T06:30:00.000Z',
  lastSeq: 1,
  messages: [{ messageId: 'm', question, answer: null }],
});

describe('a first question', () => {
  test('asked before there is a connection goes out once there is one', async () => {
    const { session, sent, open } = startSession();
    session.ask('How much?');
    expect(sent).toEqual([]);
    await open();
    expect(sent).toEqual([{ type: 'message', id: 'q1', text: 'How much?' }]);
  });

  test('asked while the connection is only just open goes out once', async () => {
    const { session, sent, open } = startSession();
    const opening = open();
    session.ask('How much?');
    await opening;
    expect(sent).toHaveLength(1);
  });

  test('whose acceptance was lost is found again, and no second conversation is opened', async () => {
    const conversations: Conversation[] = [];
    const { session, sent, open, lose, remembered } = startSession(conversations);
    await open();
    session.ask('How\nmuch?');
    lose();
    conversations.push(stored('How much?'));
    await open();
    expect(sent).toEqual([
      { type: 'message', id: 'q1', text: 'How much?' },
      { type: 'resume', conversationId: 'c', afterSeq: 1 },
    ]);
    expect(remembered).toEqual(['c']);
  });

  test('that did not arrive is sent again, even where an older conversation began with the same words', async () => {
    const { session, sent, open, lose } = startSession([stored('How much?', 'older')]);
    await open();
    session.ask('How much?');
    lose();
    await open();
    expect(sent).toEqual([
      { type: 'message', id: 'q1', text: 'How much?' },
      { type: 'message', id: 'q1', text: 'How much?' },
    ]);
  });
});

test('while an answer comes, a second question waits for the customer to ask it again', async () => {
  const { session, sent, open } = startSession();
  await open();
  session.ask('How much?');
  session.ask('And before?');
  expect(sent).toHaveLength(1);
  expect(session.state.notice).toContain('Wait for the answer');
});

test('a conversation that is gone gives way to a new one, and says so', async () => {
  const { session, open, remembered } = startSession();
  await session.open('gone');
  await open();
  expect(session.state).toMatchObject({ conversationId: null, exchanges: [] });
  expect(session.state.notice).toContain('no longer there');
  expect(remembered).toEqual([]);
});

test('frames that are no longer kept are read from the history', async () => {
  const conversation = stored('How much?');
  const { session, sent, open, take } = startSession([conversation]);
  await open();
  await session.open('c');
  Object.assign(conversation, { lastSeq: 7 });
  take({ type: 'error', code: 'RESUME_EXPIRED', message: 'no longer kept', retryable: false });
  for (let turns = 0; turns < 5; turns += 1) await turn();
  expect(session.state.lastSeq).toBe(7);
  expect(sent.at(-1)).toEqual({ type: 'resume', conversationId: 'c', afterSeq: 7 });
});
