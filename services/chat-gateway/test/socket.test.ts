import { type Notification, notifications } from '@munshi/events/notification';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inr, transactionOf } from './ledger-events.ts';
import { NOW, type RunningGateway, runGateway } from './running-gateway.ts';
import { connect, type SocketClient } from './socket-client.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway({ environment: { ALLOWED_ORIGINS: 'https://bank.example' } });
  await gateway.publish(bankTransactions, [
    transactionOf({ id: 't1', date: '2026-07-03', minor: -2_310_50, more: { balanceAfter: inr(50_000_00) } }),
    transactionOf({ id: 'o1', customerId: 'C-2', date: '2026-07-03', minor: -9_999_99 }),
  ]);
});
afterAll(() => gateway.close());

const open = async (customerId = 'C-1'): Promise<SocketClient> =>
  connect(gateway.url, { authorization: `Bearer ${await gateway.token(customerId)}` });
const notice = (notificationId: string, customerId = 'C-1'): Notification => ({
  notificationId,
  customerId,
  kind: 'unusual-amount',
  severity: 'warning',
  title: 'Unusual payment',
  body: 'A payment of ₹2,310.50 is outside your habits.',
  claims: [
    {
      id: `${notificationId}.c1`,
      text: '₹2,310.50',
      value: inr(2_310_50),
      fact: 'anomaly.amount',
      period: null,
      asOf: '2026-07-03',
      evidence: [{ kind: 'transaction', id: 't1' }],
      evidenceCount: 1,
    },
  ],
  key: 'amount/shopping',
  bucket: '2026-07-03',
  occurredAt: NOW,
  createdAt: NOW,
  expiresAt: '2026-08-14T06:30:00.000Z',
  insight: { topic: 'insights.anomalies', id: 'a1' },
  transactionIds: ['t1'],
});
const tell = (notificationId: string, customerId = 'C-1') =>
  gateway.publish(notifications, [{ key: customerId, subject: notificationId, data: notice(notificationId, customerId) }]);

describe('signing in', () => {
  const statusOf = async (headers: Record<string, string>): Promise<number> => connect(gateway.url, headers).closed;

  test('needs a customer’s token', async () => {
    expect(await statusOf({})).toBe(4401);
    expect(await statusOf({ authorization: 'Bearer nonsense' })).toBe(4401);
  });

  test('a cookie counts only with an allowed origin', async () => {
    const cookie = `munshi_session=${await gateway.token('C-1')}`;
    expect(await statusOf({ cookie })).toBe(4401);
    expect(await statusOf({ cookie, origin: 'https://evil.example' })).toBe(4403);
    for (const origin of ['https://bank.example', gateway.url]) {
      const socket = connect(gateway.url, { cookie, origin });
      await socket.frame('welcome', ({ type }) => type === 'welcome');
      await socket.close();
    }
  });

  test('a session ends when its token does', async () => {
    const socket = connect(gateway.url, { authorization: `Bearer ${await gateway.token('C-1', 1)}` });
    expect(await socket.closed).toBe(4401);
  });

  test('has a limit of connections', async () => {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => open('C-9')));
    await Promise.all(sockets.map((socket) => socket.frame('welcome', ({ type }) => type === 'welcome')));
    expect(await (await open('C-9')).closed).toBe(4409);
    await Promise.all(sockets.map((socket) => socket.close()));
  });
});

describe('a conversation', () => {
  test('is accepted, streamed and done; the deltas joined are the text, seq rises by one', async () => {
    const socket = await open();
    const done = await socket.ask('How much did I spend in July?');
    const frames = socket.frames.filter((frame) => 'seq' in frame);
    expect(frames.map(({ type }) => type)).toEqual(expect.arrayContaining(['accepted', 'step', 'delta', 'done']));
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, index) => index + 1));
    expect(frames.flatMap(({ type, text }) => (type === 'delta' ? [text] : [])).join('')).toBe(done.text);
    expect(done).toMatchObject({ mode: 'template' });
    expect(done.text).toContain('₹2,310.50');
    expect(done.stopped).toBeUndefined();

    const { conversationId } = frames[0];
    const again = await open();
    again.send({ type: 'resume', conversationId, afterSeq: 2 });
    await again.frame('done', ({ type }) => type === 'done');
    expect(again.frames.filter((frame) => 'seq' in frame)).toEqual(frames.slice(2));

    socket.send({ type: 'message', id: 'q1', text: 'How much did I spend in July?', conversationId });
    await eventually('the frames again', () => socket.frames.filter(({ type }) => type === 'done').length === 2);
    expect(socket.frames.filter(({ type, messageId }) => type === 'done' && messageId === done.messageId)).toHaveLength(2);
    await Promise.all([socket.close(), again.close()]);
  });

  test('several questions at once are answered in turn', async () => {
    const socket = await open();
    const first = await socket.ask('hello');
    const conversationId = socket.frames.find(({ type }) => type === 'accepted').conversationId;
    for (const id of ['a', 'b', 'c']) socket.send({ type: 'message', id, text: 'What is my balance?', conversationId });
    await eventually('three answers', () => socket.frames.filter(({ type }) => type === 'done').length === 4);
    const seqs = socket.frames.flatMap(({ seq }) => (seq === undefined ? [] : [seq]));
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(first.text).toContain('Munshi');
    await socket.close();
  });

  test('is nobody else’s', async () => {
    const [mine, theirs] = [await open('C-1'), await open('C-2')];
    await mine.ask('What is my balance?');
    const { conversationId, messageId } = mine.frames.find(({ type }) => type === 'accepted');
    theirs.send({ type: 'resume', conversationId, afterSeq: 0 });
    theirs.send({ type: 'message', id: 'x', text: 'What is my balance?', conversationId });
    theirs.send({ type: 'feedback', messageId, value: 'up' });
    await eventually('three refusals', () => theirs.frames.filter(({ type }) => type === 'error').length === 3);
    expect(
      theirs.frames
        .filter(({ type }) => type === 'error')
        .map(({ code }) => code)
        .sort(),
    ).toEqual(['CONVERSATION_NOT_FOUND', 'CONVERSATION_NOT_FOUND', 'MESSAGE_NOT_FOUND']);
    expect(JSON.stringify(theirs.frames)).not.toContain('50,000');
    await Promise.all([mine.close(), theirs.close()]);
  });

  test('says what is no frame, and takes no frame that is too large', async () => {
    const socket = await open();
    for (const text of ['', '{', '[]', '{"type":"message"}', '{"type":"resume","conversationId":"x","afterSeq":-1}', 'null'])
      socket.send(text);
    await eventually('errors', () => socket.frames.filter(({ type, code }) => type === 'error' && code === 'FRAME_INVALID').length === 6);
    socket.send({ type: 'message', id: 'e', text: ' \u200B ' });
    await socket.frame('empty', ({ code }) => code === 'MESSAGE_EMPTY');
    socket.send({ type: 'ping' });
    await socket.frame('pong', ({ type }) => type === 'pong');
    socket.send({ type: 'message', id: 'big', text: 'x'.repeat(17 * 1024) });
    expect(await socket.closed).toBe(1009);
  });

  test('too many messages end it', async () => {
    const socket = await open('C-8');
    for (let index = 0; index < 70; index += 1) socket.send({ type: 'message', id: `m${index}`, text: 'hi' });
    expect(await socket.closed).toBe(4408);
  });
});

describe('a notification', () => {
  test('comes to every open socket of its customer, once, and to nobody else', async () => {
    const sockets = [await open(), await open(), await open('C-2')];
    await Promise.all(sockets.map((socket) => socket.frame('welcome', ({ type }) => type === 'welcome')));
    await tell('n1');
    await tell('n1');
    await tell('n2');
    const pushed = (socket: SocketClient | undefined) =>
      socket?.frames.flatMap(({ type, notification }) => (type === 'notification' ? [notification.notificationId] : []));
    await eventually('both pushed', () => pushed(sockets[0])?.length === 2 && pushed(sockets[1])?.length === 2);
    await tell('n3', 'C-2');
    await eventually('the other customer’s', () => pushed(sockets[2])?.length === 1);
    expect(sockets.map(pushed)).toEqual([['n1', 'n2'], ['n1', 'n2'], ['n3']]);
    const late = await open();
    await late.frame('welcome', ({ type }) => type === 'welcome');
    await tell('n4');
    await eventually('the new one', () => pushed(late)?.includes('n4'));
    expect(pushed(late)).toEqual(['n4']);
    await Promise.all([...sockets, late].map((socket) => socket.close()));
  });

  test('can be read, dismissed and called normal; the customer’s word goes to the topic', async () => {
    const feed = (await gateway.call('C-1', '/me/notifications')).body;
    expect(feed.items.map(({ notificationId, state }: Notification & { state: string }) => [notificationId, state])).toEqual([
      ['n4', 'unread'],
      ['n2', 'unread'],
      ['n1', 'unread'],
    ]);
    const act = (customerId: string, id: string, action: string) =>
      gateway.call(customerId, `/me/notifications/${id}/${action}`, { method: 'POST' });
    expect((await act('C-1', 'n1', 'normal')).body).toMatchObject({ state: 'read', feedback: 'normal' });
    expect((await act('C-1', 'n2', 'dismiss')).body).toMatchObject({ state: 'dismissed' });
    expect((await act('C-2', 'n1', 'read')).status).toBe(404);
    expect((await act('C-1', 'n1', 'explode')).status).toBe(400);
    const claim = (await gateway.call('C-1', '/me/claims/n1.c1')).body;
    expect(claim).toMatchObject({ value: inr(2_310_50), transactions: [{ transactionId: 't1' }] });
    expect((await gateway.call('C-2', '/me/claims/n1.c1')).status).toBe(404);
  });
});
