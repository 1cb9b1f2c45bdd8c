import type { Claim } from '@munshi/events/claim';
import { eventually } from '@munshi/testing/eventually';
import WebSocket from 'ws';
import type { System } from './system.ts';

export interface Answer {
  readonly text: string;
  readonly claims: readonly Claim[];
  readonly mode: 'llm' | 'template';
  readonly conversationId: string;
  readonly messageId: string;
}

export type Frame = { readonly type: string } & Record<string, unknown>;

/** One signed-in customer. */
export interface Client {
  readonly customerId: string;
  get<Body = Record<string, never>>(path: string): Promise<{ readonly status: number; readonly body: Body }>;
  send(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  ask(question: string): Promise<Answer>;
  connect(): Promise<Socket>;
}

export interface Socket {
  readonly frames: readonly Frame[];
  send(frame: object): void;
  ask(question: string): Promise<Answer>;
  close(): Promise<void>;
}

export async function signIn(system: System, customerId: string): Promise<Client> {
  const headers = { authorization: `Bearer ${await system.tokenOf(customerId)}` };

  async function call(method: string, path: string, body?: unknown) {
    const init =
      body === undefined ? { headers } : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(new URL(path, system.url), { method, ...init });
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  return {
    customerId,
    get: (path) => call('GET', path),
    send: call,
    async ask(message) {
      const { status, body } = await call('POST', '/chat', { message });
      if (status !== 200) throw new Error(`POST /chat answered ${status}: ${JSON.stringify(body)}`);
      const { response, ...rest } = body;
      return { text: response, ...rest };
    },
    connect: () => connect(new URL('/ws', system.url.replace(/^http/, 'ws')).href, headers),
  };
}

async function connect(url: string, headers: Record<string, string>): Promise<Socket> {
  const socket = new WebSocket(url, { headers });
  const frames: Frame[] = [];
  let failure: unknown;
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  socket.on('error', (error) => {
    failure = error;
  });
  await eventually('welcome', () => {
    if (failure !== undefined) throw failure;
    return frames.some(({ type }) => type === 'welcome');
  });
  let asked = 0;
  return {
    frames,
    send: (frame) => socket.send(JSON.stringify(frame)),
    async ask(text) {
      asked += 1;
      const id = `q${asked}`;
      socket.send(JSON.stringify({ type: 'message', id, text }));
      const accepted = await eventually(`"${text}" is accepted`, () =>
        frames.find((frame) => frame.type === 'accepted' && frame.id === id),
      );
      const own = (type: string) => frames.filter((frame) => frame.type === type && frame.messageId === accepted.messageId);
      const done = await eventually(`"${text}" is answered`, () => own('done')[0]);
      const streamed = own('delta')
        .map((frame) => frame.text)
        .join('');
      if (streamed !== done.text) throw new Error(`the deltas "${streamed}" are not the answer "${done.text}"`);
      return { ...done, conversationId: accepted.conversationId } as unknown as Answer;
    },
    async close() {
      socket.close();
      await eventually('closed', () => socket.readyState === WebSocket.CLOSED);
    },
  };
}
