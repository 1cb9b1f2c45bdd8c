import { PassThrough } from 'node:stream';
import { type Notification, notifications } from '@munshi/events/notification';
import { bankTransactions } from '@munshi/events/transaction';
import { eventually } from '@munshi/testing/eventually';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChat, signInTo } from '../src/commands/chat.ts';
import { createChatScreen } from '../src/commands/chat-screen.ts';
import { makeToken } from '../src/commands/token.ts';
import { inr, transactionOf } from './ledger-events.ts';
import { NOW, type RunningGateway, runGateway } from './running-gateway.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  const demo = { status: async () => ({ state: 'ready' as const, progress: 1, items: [{ customerId: 'C-1', name: null }] }) };
  gateway = await runGateway({ demo });
  await gateway.publish(bankTransactions, [
    transactionOf({ id: 't1', date: '2026-07-03', minor: -2_310_50, merchant: 'Croma', more: { balanceAfter: inr(5) } }),
  ]);
});
afterAll(() => gateway.close());

function terminal(token: string) {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.on('data', (chunk) => {
    shown += String(chunk);
  });
  const ended = runChat({ url: gateway.url, token, input, output });
  return {
    input,
    ended,
    until: (text: string) => eventually(`"${text}" in the terminal`, () => shown.includes(text) && shown),
    shown: () => shown,
  };
}

test('asks, opens a figure, shows a notification, ends', async () => {
  const chat = terminal(await signInTo(gateway.url, {}, undefined));
  await chat.until('Signed in as C-1');
  chat.input.write('How much did I spend in July?\n');
  await chat.until('[1] ₹2,310.50');
  chat.input.write('/open 1\n');
  await chat.until('2026-07-03');
  expect(chat.shown()).toMatch(/₹2,310\.50 stands on 1 record:\n\s+2026-07-03\s+-₹2,310\.50\s+CROMA\s+t1/);
  chat.input.write('/open 9\n');
  await chat.until('no such figure');
  const notice: Notification = {
    notificationId: 'n1',
    customerId: 'C-1',
    kind: 'k',
    severity: 'info',
    title: 'A title',
    body: 'A body',
    claims: [],
    key: 'k',
    bucket: 'b',
    occurredAt: NOW,
    createdAt: NOW,
    expiresAt: NOW,
    insight: { topic: 't', id: 'i' },
    transactionIds: [],
  };
  await gateway.publish(notifications, [{ key: 'C-1', subject: 'n1', data: notice }]);
  await chat.until('! A title');
  chat.input.write('/quit\n');
  expect(await chat.ended).toBe(0);
});

test('questions that are piped in are all answered before it ends', async () => {
  const chat = terminal(await gateway.token('C-1'));
  chat.input.end('What is my balance?\nHow much did I spend in July?\n');
  expect(await chat.ended).toBe(0);
  expect(chat.shown()).toContain('₹0.05');
  expect(chat.shown()).toContain('₹2,310.50');
});

test('on a terminal, a notification leaves what is being typed whole, and waits for the end of an answer', async () => {
  const terminalStream = () => Object.assign(new PassThrough(), { isTTY: true });
  const [input, output] = [terminalStream(), terminalStream()];
  let shown = '';
  output.on('data', (chunk) => {
    shown += String(chunk);
  });
  const screen = createChatScreen({ input, output });
  const typed: string[] = [];
  screen.onLine((line) => typed.push(line));
  screen.prompt();
  input.write('what about groc');
  await eventually('what is typed', () => shown.endsWith('groc'));
  screen.notice('! A title');
  await eventually('the line again', () => /! A title\n.*> what about groc/s.test(shown));
  input.write('eries\r');
  await eventually('the line', () => typed.length === 1);
  expect(typed).toEqual(['what about groceries']);
  screen.beginAnswer();
  screen.status('Adding up');
  screen.write('You spent ');
  screen.notice('! Another');
  screen.write('nothing.\n');
  screen.endAnswer();
  await eventually('what waited', () => /You spent nothing\.\n.*! Another/s.test(shown));
  screen.close();
});

test('a token that is none ends it with a reason', async () => {
  const chat = terminal('nonsense');
  expect(await chat.ended).toBe(1);
  expect(chat.shown()).toContain('sign in again');
});

test('a token is signed with AUTH_SECRET, for as long as asked', async () => {
  const environment = { AUTH_SECRET: 's'.repeat(40), DATA_DIR: '/nowhere' };
  const token = await makeToken(environment, { customerId: 'C-7', lasting: '30m' });
  const { sub, scope, exp, iat } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  expect({ sub, scope, lasts: exp - iat }).toEqual({ sub: 'C-7', scope: 'customer', lasts: 1800 });
  await expect(makeToken(environment, { customerId: 'C-7', lasting: 'x' })).rejects.toThrow('--for');
  await expect(makeToken({ DATA_DIR: '/nowhere' }, { customerId: 'C-7', lasting: '1h' })).rejects.toThrow('AUTH_SECRET');
});
