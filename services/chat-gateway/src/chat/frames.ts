import type { PlacedClaim } from '@munshi/facts/compose';
import type { Source } from './tool.ts';

/** Frames of a conversation, as a socket sends them; `seq` rises by one within it. */
export type ConversationFrame =
  | { readonly type: 'accepted'; readonly id: string; readonly conversationId: string; readonly messageId: string; readonly seq: number }
  | { readonly type: 'step'; readonly messageId: string; readonly seq: number; readonly name: string; readonly detail: string }
  | { readonly type: 'delta'; readonly messageId: string; readonly seq: number; readonly text: string }
  | DoneFrame;

export interface DoneFrame {
  readonly type: 'done';
  readonly messageId: string;
  readonly seq: number;
  readonly text: string;
  readonly claims: readonly PlacedClaim[];
  readonly sources: readonly Source[];
  readonly suggestions: readonly string[];
  readonly stopped?: true;
  readonly mode: 'llm' | 'template';
}

type Unnumbered<Frame> = Frame extends unknown ? Omit<Frame, 'seq'> : never;
export type NewFrame = Unnumbered<ConversationFrame>;

export type FrameListener = (frame: ConversationFrame) => void;
