import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { Claim } from '@munshi/events/claim';
import { createWriter } from '@munshi/facts/write';
import { AppError } from '@munshi/service-kit/errors';
import { type Environment, readEnvironment } from '@munshi/service-kit/settings';
import { connectChat, type ServerFrame } from './chat-client.ts';
import { makeToken } from './token.ts';

export interface ChatOptions {
  readonly url: string;
  readonly token: string;
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const HELP = 'Ask in your own words. /open N shows the transactions behind figure N, Ctrl-C stops an answer, /quit ends.\n';

/** A chat in the terminal; resolves with the exit code when it ends. */
export function runChat({ url, token, input, output }: ChatOptions): Promise<number> {
  return new Promise((resolve) => {
    const lines = createInterface({ input, output, prompt: '> ', terminal: (output as NodeJS.WriteStream).isTTY === true });
    const print = (text: string): void => void output.write(text);
    const waiting: string[] = [];
    let isReady = false;
    let isAnswering = false;
    let isEnding = false;
    let claims: readonly Claim[] = [];

    const client = connectChat({
      url,
      token,
      onFrame: show,
      onEnd(reason) {
        if (reason !== null) print(`\n${reason}\n`);
        lines.close();
        resolve(reason === null ? 0 : 1);
      },
    });

    function show(frame: ServerFrame): void {
      switch (frame.type) {
        case 'welcome':
          if (!isReady)
            print(`Signed in as ${frame.customer.name ?? frame.customer.customerId}. ${HELP}For example: ${frame.suggestions.join(' ')}\n`);
          isReady = true;
          next();
          return;
        case 'delta':
          print(frame.text);
          return;
        case 'done':
          claims = frame.claims;
          print(
            `${frame.stopped ? ' (stopped)' : ''}\n${claims.map(({ text }, index) => `  [${index + 1}] ${text}`).join('\n')}${claims.length > 0 ? '\n' : ''}`,
          );
          isAnswering = false;
          next();
          return;
        case 'notification':
          print(`\n! ${frame.notification.title}\n  ${frame.notification.body}\n`);
          if (!isAnswering) lines.prompt();
          return;
        case 'error':
          print(`\n${frame.message}\n`);
          isAnswering = false;
          next();
      }
    }

    /** One line at a time: what is typed, or piped in, during an answer waits for its end. */
    function next(): void {
      if (!isReady || isAnswering) return;
      const line = waiting.shift();
      if (line === undefined) {
        if (isEnding) client.close();
        else lines.prompt();
        return;
      }
      isAnswering = true;
      handle(line.trim()).catch((error: Error) => show({ type: 'error', code: 'LOCAL', message: error.message }));
    }

    async function handle(line: string): Promise<void> {
      const opened = /^\/open (\d+)$/.exec(line)?.[1];
      if (line !== '' && !line.startsWith('/')) return client.ask(line);
      if (line === '/quit') return client.close();
      if (opened !== undefined) print(await openClaim({ url, token }, claims[Number(opened) - 1]));
      else if (line !== '') print(HELP);
      isAnswering = false;
      next();
    }

    lines.on('line', (line) => {
      waiting.push(line);
      next();
    });
    lines.on('SIGINT', () => (isAnswering ? client.stop() : client.close()));
    lines.on('close', () => {
      isEnding = true;
      next();
    });
  });
}

interface OpenedClaim extends Claim {
  readonly transactions: readonly {
    readonly transactionId: string;
    readonly date: string;
    readonly amount: { minor: number; currency: string };
    readonly merchantName: string | null;
  }[];
}

/** The transactions behind a figure, a line each. */
async function openClaim({ url, token }: { url: string; token: string }, claim: Claim | undefined): Promise<string> {
  if (!claim) return 'There is no such figure in the last answer.\n';
  const response = await fetch(new URL(`/me/claims/${encodeURIComponent(claim.id)}`, url), {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) return 'This figure can’t be opened now.\n';
  const opened = (await response.json()) as OpenedClaim;
  const writer = createWriter('en-IN');
  const rows = opened.transactions.map(
    ({ date, amount, merchantName, transactionId }) =>
      `  ${date}  ${writer.money(amount).padStart(16)}  ${merchantName === null ? '' : `${writer.name(merchantName)}  `}${transactionId}`,
  );
  return `${opened.text} stands on ${opened.evidenceCount} ${opened.evidenceCount === 1 ? 'record' : 'records'}:\n${rows.join('\n')}\n`;
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
  const { values } = parseArgs({ options: { customer: { type: 'string' }, token: { type: 'string' } } });
  const environment = readEnvironment();
  const url = environment.MUNSHI_URL || `http://127.0.0.1:${environment.PORT || 3000}`;
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
