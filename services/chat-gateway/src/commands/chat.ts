import { parseArgs } from 'node:util';
import type { Claim } from '@munshi/events/claim';
import { AppError } from '@munshi/service-kit/errors';
import { addressOf } from '@munshi/service-kit/running-system';
import { type Environment, readEnvironment } from '@munshi/service-kit/settings';
import { connectChat, type ServerFrame } from './chat-client.ts';
import { figuresOf, listFigures, openClaim } from './chat-evidence.ts';
import { type ChatScreen, createChatScreen } from './chat-screen.ts';
import { createLineQueue } from './line-queue.ts';
import { makeToken } from './token.ts';

export interface ChatOptions {
  readonly url: string;
  readonly token: string;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const USAGE = `npm run chat -- [--customer ID] [--token TOKEN]

Chats with the running system (MUNSHI_URL, else http://127.0.0.1:$PORT). Questions can be piped in, one a line.
  --customer ID   who to sign in as; in a demo the first customer unless given
  --token TOKEN   a token of the bank's, instead of signing in here
`;
const HELP = 'Ask in your own words. /open N shows the transactions behind figure N, Ctrl-C stops an answer, /quit ends.\n';

/** A chat in the terminal; resolves with the exit code when it ends. */
export function runChat({ url, token, input, output }: ChatOptions): Promise<number> {
  const screen = createChatScreen({ input, output });
  return new Promise((resolve) => {
    let claims: readonly Claim[] = [];
    const finish = (): void => {
      screen.endAnswer();
      lines.done();
    };
    const fail = (error: Error): void => {
      screen.write(`${error.message}\n`);
      finish();
    };
    const lines = createLineQueue({
      take(line) {
        screen.beginAnswer();
        if (line !== '' && !line.startsWith('/')) client.ask(line);
        else if (line === '/quit') client.close();
        else command(line).then(finish, fail);
      },
      onIdle: () => screen.prompt(),
      onEnd: () => client.close(),
    });
    const client = connectChat({
      url,
      token,
      onFrame: showerOf(screen, {
        begin: () => lines.begin(),
        fail: finish,
        done(answered) {
          claims = answered;
          finish();
        },
      }),
      onLost: () => screen.notice('The connection is lost; trying again.'),
      onEnd(reason) {
        if (reason !== null) screen.write(`\n${reason}\n`);
        screen.close();
        resolve(reason === null ? 0 : 1);
      },
    });

    async function command(line: string): Promise<void> {
      const opened = /^\/open (\d+)$/.exec(line)?.[1];
      if (opened !== undefined) screen.write(await openClaim({ url, token }, claims[Number(opened) - 1]));
      else if (line !== '') screen.write(HELP);
    }

    screen.onLine((line) => lines.push(line));
    screen.onInterrupt(() => (lines.isBusy ? client.stop() : client.close()));
    screen.onEnd(() => lines.end());
  });
}

interface Shown {
  begin(): void;
  done(claims: readonly Claim[]): void;
  fail(): void;
}

/** Puts what the gateway sends on the screen. */
function showerOf(screen: ChatScreen, { begin, done, fail }: Shown): (frame: ServerFrame) => void {
  let isGreeted = false;
  return (frame) => {
    switch (frame.type) {
      case 'welcome': {
        const { name, customerId } = frame.customer;
        if (!isGreeted) screen.write(`Signed in as ${name ?? customerId}. ${HELP}For example: ${frame.suggestions.join(' ')}\n`);
        isGreeted = true;
        begin();
        break;
      }
      case 'step':
        screen.status(frame.detail);
        break;
      case 'delta':
        screen.write(frame.text);
        break;
      case 'done':
        screen.write(`${frame.stopped ? ' (stopped)' : ''}\n${listFigures(figuresOf(frame.claims))}`);
        done(figuresOf(frame.claims));
        break;
      case 'notification':
        screen.notice(`! ${frame.notification.title}\n  ${frame.notification.body}`);
        break;
      case 'error':
        screen.write(`${frame.message}\n`);
        fail();
    }
  };
}

/** A token for the customer: from a demo, else signed here. @throws AppError that says what to do */
export async function signInTo(url: string, environment: Environment, customer: string | undefined): Promise<string> {
  const listed = await fetch(new URL('/demo/customers', url)).catch((error: unknown) => {
    throw new AppError(`Nothing answers at ${url}. Start it with npm start, or set MUNSHI_URL.`, {
      code: 'MUNSHI_AWAY',
      failure: 'unavailable',
      cause: error,
    });
  });
  if (!listed.ok) {
    await listed.body?.cancel();
    if (customer === undefined)
      throw new AppError('Say who you are: --customer ID, or --token TOKEN', { code: 'USAGE', failure: 'invalid' });
    return makeToken(environment, { customerId: customer, lasting: '1h' });
  }
  const { items } = (await listed.json()) as { items: { customerId: string }[] };
  // A bank without demo customers: whoever holds its secret signs in.
  if (items.length === 0 && customer !== undefined) return makeToken(environment, { customerId: customer, lasting: '1h' });
  const customerId = customer ?? items[0]?.customerId;
  if (customerId === undefined)
    throw new AppError('The demo bank has no customers yet: wait a moment', { code: 'DEMO_LOADING', failure: 'unavailable' });
  const response = await fetch(new URL('/demo/session', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ customerId }),
  });
  const answer = (await response.json()) as { token?: string; title?: string };
  if (answer.token === undefined)
    throw new AppError(answer.title ?? 'The demo does not sign in', { code: 'SIGN_IN_REFUSED', failure: 'refused' });
  return answer.token;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { customer: { type: 'string' }, token: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const environment = readEnvironment();
  const url = addressOf(environment, 'MUNSHI_URL');
  const token = values.token ?? (await signInTo(url, environment, values.customer));
  return runChat({ url, token, input: process.stdin, output: process.stdout });
}

if (import.meta.main) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: Error) => {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    },
  );
}
