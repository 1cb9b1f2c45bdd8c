import type { ClientFrame, ServerFrame } from './frames.ts';

/** `lost` tries again by itself; `crowded` waits for the customer, who has too many pages open. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'crowded' | 'closed';

export interface SocketOptions {
  onState(state: ConnectionState): void;
  onFrame(frame: ServerFrame): void;
  /** The session is over: one has to sign in. */
  onSessionEnd(reason: string): void;
}

export interface GatewaySocket {
  /** False when it is not open; the frame is then not sent. */
  send(frame: ClientFrame): boolean;
  /** Without waiting for the next attempt. */
  reconnect(): void;
  close(): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
const TOO_MANY_WAIT_MS = 5000;
const PING_MS = 20_000;
/** A network that is gone closes no socket: silence after a ping does. */
const SILENCE_MS = 10_000;

const SESSION_ENDS: Readonly<Record<number, string>> = {
  4401: 'Your session has ended. Sign in again to go on.',
  4403: 'This sign-in may not open the chat. Sign in again.',
};

/** A socket that comes back. */
export function openSocket({ onState, onFrame, onSessionEnd }: SocketOptions): GatewaySocket {
  let socket: WebSocket | null = null;
  let failures = 0;
  let goodbyeMs: number | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  function open(): void {
    clearTimeout(timer);
    onState('connecting');
    const opened = new WebSocket(new URL('/ws', location.href.replace(/^http/, 'ws')));
    socket = opened;
    opened.addEventListener('message', ({ data }) => {
      if (socket === opened) receive(JSON.parse(String(data)) as ServerFrame);
    });
    opened.addEventListener('close', ({ code }) => {
      if (socket === opened) lose(code);
    });
  }

  function receive(frame: ServerFrame): void {
    clearTimeout(silence);
    silence = undefined;
    if (frame.type === 'goodbye') goodbyeMs = frame.reconnectAfterMs;
    if (frame.type === 'welcome') {
      failures = 0;
      onState('open');
    }
    onFrame(frame);
  }

  function lose(code: number): void {
    socket = null;
    clearTimeout(silence);
    silence = undefined;
    if (closed) return;
    const ended = SESSION_ENDS[code];
    if (ended !== undefined) {
      close();
      onSessionEnd(ended);
    } else if (code === 4409) onState('crowded');
    else {
      onState('lost');
      timer = setTimeout(open, code === 4408 ? TOO_MANY_WAIT_MS : waitMs());
    }
  }

  function waitMs(): number {
    const wait = goodbyeMs ?? Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
    goodbyeMs = null;
    failures += 1;
    // Spread, or all pages come back in the same moment.
    return wait * (0.75 + Math.random() / 2);
  }

  function send(frame: ClientFrame): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  const ping = setInterval(() => {
    if (silence !== undefined || !send({ type: 'ping' })) return;
    silence = setTimeout(() => {
      socket?.close();
      lose(1006);
    }, SILENCE_MS);
  }, PING_MS);

  function reconnect(): void {
    if (closed || socket !== null) return;
    failures = 0;
    open();
  }

  function close(): void {
    closed = true;
    clearTimeout(timer);
    clearTimeout(silence);
    clearInterval(ping);
    removeEventListener('online', reconnect);
    socket?.close();
    onState('closed');
  }

  addEventListener('online', reconnect);
  open();
  return { send, reconnect, close };
}
