import type { Claim } from '@munshi/events/claim';
import type { Notification } from '@munshi/events/notification';

/** What the gateway sends, as far as a terminal needs it. */
export type ServerFrame =
  | {
      readonly type: 'welcome';
      readonly customer: { readonly customerId: string; readonly name: string | null };
      readonly suggestions: readonly string[];
    }
  | { readonly type: 'accepted'; readonly id: string; readonly conversationId: string; readonly seq: number }
  | { readonly type: 'step'; readonly detail: string; readonly seq: number }
  | { readonly type: 'delta'; readonly text: string; readonly seq: number }
  | {
      readonly type: 'done';
      readonly text: string;
      readonly claims: readonly Claim[];
      readonly suggestions: readonly string[];
      readonly stopped?: boolean;
      readonly seq: number;
    }
  | { readonly type: 'notification'; readonly notification: Notification }
  | { readonly type: 'error'; readonly code: string; readonly message: string }
  | { readonly type: 'pong' }
  | { readonly type: 'goodbye'; readonly reconnectAfterMs: number };

export interface ChatClientOptions {
  readonly url: string;
  readonly token: string;
  onFrame(frame: ServerFrame): void;
  /** The connection broke off; it is tried again. */
  onLost(): void;
  /** Ended for good: by us, or by the server. */
  onEnd(reason: string | null): void;
}

export interface ChatClient {
  ask(text: string): void;
  stop(): void;
  close(): void;
}

const RECONNECTS = 5;
const FINAL: Readonly<Record<number, string>> = {
  4401: 'The session has ended: sign in again.',
  4403: 'This sign-in is not a customer’s.',
  4408: 'Too many messages at once.',
  4409: 'Too many connections are open.',
};

/** A conversation over the WebSocket, taken up again where it broke off. */
export function connectChat({ url, token, onFrame, onLost, onEnd }: ChatClientOptions): ChatClient {
  let socket: WebSocket | undefined;
  let conversationId: string | null = null;
  let seq = 0;
  let asked = 0;
  let current = '';
  /** Sent, and not known to be taken: sent again under its id where the connection broke off. */
  let untaken: object | null = null;
  let failures = 0;
  let closed = false;
  const address = new URL('/ws', url);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';

  const send = (frame: object): void => socket?.send(JSON.stringify(frame));
  const end = (reason: string | null): void => {
    if (closed) return;
    closed = true;
    onEnd(reason);
  };

  function open(): void {
    // Node's WebSocket takes headers, which a browser's does not.
    const Client = WebSocket as unknown as new (url: URL, options: { headers: Record<string, string> }) => WebSocket;
    const opened = new Client(address, { headers: { authorization: `Bearer ${token}` } });
    socket = opened;
    opened.addEventListener('message', ({ data }) => receive(JSON.parse(String(data)) as ServerFrame));
    opened.addEventListener('close', ({ code }) => {
      if (closed) return;
      failures += 1;
      const final = FINAL[code] ?? (failures > RECONNECTS ? 'The connection is lost.' : null);
      if (final !== null) return end(final);
      if (failures === 1) onLost();
      setTimeout(open, 500 * failures);
    });
    opened.addEventListener('error', () => undefined);
  }

  function receive(frame: ServerFrame): void {
    if (frame.type === 'welcome') {
      failures = 0;
      if (conversationId !== null) send({ type: 'resume', conversationId, afterSeq: seq });
      if (untaken !== null) send(untaken);
    }
    if (frame.type === 'accepted') conversationId = frame.conversationId;
    if (frame.type === 'accepted' || frame.type === 'error') untaken = null;
    if ('seq' in frame) {
      if (frame.seq <= seq) return;
      seq = frame.seq;
    }
    onFrame(frame);
  }

  open();
  return {
    ask(text) {
      asked += 1;
      current = `${Date.now()}-${asked}`;
      untaken = { type: 'message', id: current, text, ...(conversationId === null ? {} : { conversationId }) };
      if (socket?.readyState === WebSocket.OPEN) send(untaken);
    },
    stop: () => send({ type: 'stop', id: current }),
    close() {
      end(null);
      socket?.close();
    },
  };
}
