import { bankTransactions } from '@munshi/events/transaction';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inr, transactionOf } from './ledger-events.ts';
import { type RunningGateway, runGateway } from './running-gateway.ts';
import { connect } from './socket-client.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway();
  await gateway.publish(bankTransactions, [
    transactionOf({ id: 't1', date: '2026-07-03', minor: -100, more: { balanceAfter: inr(77_00) } }),
  ]);
});
afterAll(() => gateway.close());

const open = async (customerId = 'C-1') => connect(gateway.url, { authorization: `Bearer ${await gateway.token(customerId)}` });

/** What is stored when a process dies: a message that was accepted, and so many of its frames. */
async function abandon(conversationId: string, frames: readonly object[]): Promise<void> {
  const past = new Date(gateway.clock.now().getTime() - 1000);
  await sql`insert into gateway.conversations (customer_id, conversation_id, title, created_at, updated_at, last_seq)
    values ('C-1', ${conversationId}, 't', ${past}, ${past}, ${frames.length})`.execute(gateway.database.sql);
  await sql`insert into gateway.messages (customer_id, conversation_id, message_id, client_id, seq, question, owner, lease_until, created_at)
    values ('C-1', ${conversationId}, ${`m-${conversationId}`}, 'c', 1, 'What is my balance?', 'dead', ${past}, ${past})`.execute(
    gateway.database.sql,
  );
  for (const [index, frame] of frames.entries()) {
    const stored = JSON.stringify({ ...frame, messageId: `m-${conversationId}`, seq: index + 1 });
    await sql`insert into gateway.frames (customer_id, conversation_id, seq, message_id, created_at, frame)
      values ('C-1', ${conversationId}, ${index + 1}, ${`m-${conversationId}`}, ${past}, ${stored}::json)`.execute(gateway.database.sql);
  }
}

test('a message whose process died before it spoke is answered', async () => {
  await abandon('k1', [{ type: 'accepted', id: 'c', conversationId: 'k1' }]);
  const socket = await open();
  socket.send({ type: 'resume', conversationId: 'k1', afterSeq: 1 });
  const done = await socket.frame('done', ({ type }) => type === 'done');
  expect(done.text).toContain('₹77.00');
  const frames = socket.frames.filter(({ seq }) => seq !== undefined);
  expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, index) => index + 2));
  expect(frames.flatMap(({ type, text }) => (type === 'delta' ? [text] : [])).join('')).toBe(done.text);
  const again = await open();
  again.send({ type: 'resume', conversationId: 'k1', afterSeq: 0 });
  await again.frame('done', ({ type }) => type === 'done');
  expect(again.frames.filter(({ type }) => type === 'done')).toHaveLength(1);
  await Promise.all([socket.close(), again.close()]);
});

test('one that had begun to speak ends where it ended', async () => {
  await abandon('k2', [
    { type: 'accepted', id: 'c', conversationId: 'k2' },
    { type: 'delta', text: 'Your balance is ' },
  ]);
  const socket = await open();
  socket.send({ type: 'resume', conversationId: 'k2', afterSeq: 0 });
  expect(await socket.frame('done', ({ type }) => type === 'done')).toMatchObject({ seq: 3, text: 'Your balance is ', stopped: true });
  await socket.close();
});

test('two sockets that resume at once get one answer', async () => {
  await abandon('k3', [{ type: 'accepted', id: 'c', conversationId: 'k3' }]);
  const sockets = await Promise.all([open(), open()]);
  for (const socket of sockets) socket.send({ type: 'resume', conversationId: 'k3', afterSeq: 1 });
  const answers = await Promise.all(sockets.map((socket) => socket.frame('done', ({ type }) => type === 'done')));
  expect(answers[0]).toEqual(answers[1]);
  await Promise.all(sockets.map((socket) => socket.close()));
});

test('frames that are no longer kept are refused, another’s conversation does not exist', async () => {
  await abandon('k4', []);
  await sql`update gateway.conversations set last_seq = 9 where conversation_id = 'k4'`.execute(gateway.database.sql);
  const socket = await open();
  socket.send({ type: 'resume', conversationId: 'k4', afterSeq: 0 });
  await socket.frame('expired', ({ code }) => code === 'RESUME_EXPIRED');
  const other = await open('C-2');
  other.send({ type: 'resume', conversationId: 'k1', afterSeq: 0 });
  await other.frame('refusal', ({ code }) => code === 'CONVERSATION_NOT_FOUND');
  await Promise.all([socket.close(), other.close()]);
});
