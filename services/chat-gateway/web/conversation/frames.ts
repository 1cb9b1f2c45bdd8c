import type { ConversationFrame } from '../../src/chat/frames.ts';
import type { ClientFrame } from '../../src/socket/client-frame.ts';
import type { Customer, FeedItem } from '../gateway/shapes.ts';

export type { ClientFrame, ConversationFrame };

export interface ErrorFrame {
  readonly type: 'error';
  /** Of the message that it answers; none where a resume or a rating failed. */
  readonly id?: string;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
}

/** What the gateway sends over the socket. */
export type ServerFrame =
  | { readonly type: 'welcome'; readonly customer: Customer; readonly suggestions: readonly string[] }
  | ConversationFrame
  | { readonly type: 'notification'; readonly notification: FeedItem }
  | ErrorFrame
  | { readonly type: 'pong' }
  | { readonly type: 'goodbye'; readonly reconnectAfterMs: number };
