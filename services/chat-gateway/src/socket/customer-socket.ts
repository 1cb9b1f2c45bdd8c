import type { WebSocket } from '@fastify/websocket';
import type { Database } from '@munshi/database/database';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import type { Session } from '../auth/tokens.ts';
import type { ConversationDesk } from '../chat/conversation-desk.ts';
import type { RateLimit } from '../chat/rate-limit.ts';
import { TooManyMessagesError } from '../errors.ts';
import { newestPosition, notificationsAfter } from '../store/notification-repository.ts';
import { type ClientFrame, readClientFrame } from './client-frame.ts';

const PING_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const MOST_BUFFERED = 4 * 1024 * 1024;
const RECONNECT_AFTER_MS = 1000;

export interface CustomerSocket {
  /** Sends what the store has and this socket has not sent. */
  push(): void;
  goodbye(): void;
  close(code: number, reason: string): void;
}

export interface SocketPorts {
  readonly desk: ConversationDesk;
  readonly database: Database;
  readonly messages: RateLimit;
  /** All frames of a socket, whatever they say. */
  readonly frames: RateLimit;
  readonly logger: Logger;
  now(): number;
  giveFeedback(customerId: string, frame: Extract<ClientFrame, { type: 'feedback' }>): Promise<void>;
}

export interface OpenSocket {
  readonly socket: WebSocket;
  readonly session: Session;
  readonly welcome: Readonly<Record<string, unknown>>;
  onClose(): void;
}

/** One open socket of a signed-in customer. */
export async function openCustomerSocket(
  ports: SocketPorts,
  { socket, session, welcome, onClose }: OpenSocket,
): Promise<CustomerSocket & { receive(text: string): void }> {
  const { customerId } = session;
  const gone = new AbortController();
  let position = await newestPosition(ports.database.sql, customerId);
  let alive = true;
  let pushing = false;
  let pushAgain = false;

  const send = (frame: object): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MOST_BUFFERED) socket.terminate();
    else socket.send(JSON.stringify(frame));
  };
  const close = (code: number, reason: string): void => socket.close(code, reason);
  const sendError = (error: unknown, id?: string): void => {
    const known = error instanceof AppError && error.failure !== 'failed';
    if (!known) ports.logger.error({ err: error }, 'a frame could not be handled');
    send({
      type: 'error',
      ...(id === undefined ? {} : { id }),
      code: known ? error.code : 'INTERNAL',
      message: known && error.failure !== 'unavailable' ? error.message : 'I can’t answer right now. Please try again.',
      retryable: known ? error.retryable : true,
    });
  };

  /** One read at a time, so that nothing is sent twice; a call meanwhile reads once more. */
  async function pushOnce(): Promise<void> {
    pushAgain = true;
    if (pushing) return;
    pushing = true;
    try {
      while (pushAgain && socket.readyState === socket.OPEN) {
        pushAgain = false;
        for (const { position: at, item } of await notificationsAfter(ports.database.sql, customerId, position)) {
          send({ type: 'notification', notification: item });
          position = at;
        }
      }
    } finally {
      pushing = false;
    }
  }

  const push = (): void => {
    pushOnce().catch((error) => ports.logger.warn({ err: error }, 'notifications could not be read; the sweep tries again'));
  };
  const ping = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, PING_MS);
  const ends = setTimeout(() => close(4401, 'session ended'), Math.min(Math.max(0, session.expiresAt - ports.now()), LONGEST_TIMER_MS));
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('close', () => {
    clearInterval(ping);
    clearTimeout(ends);
    gone.abort();
    onClose();
  });
  send({ type: 'welcome', ...welcome });

  function handle(frame: ClientFrame): void {
    switch (frame.type) {
      case 'ping':
        send({ type: 'pong' });
        return;
      case 'stop':
        ports.desk.stop(customerId, frame.id);
        return;
      case 'message': {
        const wait = ports.messages.take(customerId);
        if (wait > 0) {
          sendError(new TooManyMessagesError(wait), frame.id);
          close(4408, 'too many messages');
          return;
        }
        ports.desk
          .ask({ customerId, text: frame.text, clientId: frame.id, conversationId: frame.conversationId ?? null }, send)
          .catch((error) => sendError(error, frame.id));
        return;
      }
      case 'resume':
        ports.desk
          .resume({ customerId, conversationId: frame.conversationId, afterSeq: frame.afterSeq }, send, gone.signal)
          .catch((error) => sendError(error));
        return;
      case 'feedback':
        ports.giveFeedback(customerId, frame).catch((error) => sendError(error));
    }
  }

  return {
    push,
    close,
    goodbye() {
      send({ type: 'goodbye', code: 1012, reconnectAfterMs: RECONNECT_AFTER_MS });
      close(1012, 'restart');
    },
    receive(text) {
      if (ports.frames.take(customerId) > 0) return close(4408, 'too many messages');
      const { frame, id } = readClientFrame(text);
      if (frame) handle(frame);
      else
        send({
          type: 'error',
          ...(id === undefined ? {} : { id }),
          code: 'FRAME_INVALID',
          message: 'This is no frame that I know',
          retryable: false,
        });
    },
  };
}
