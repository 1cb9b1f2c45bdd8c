import type { Usage } from '../embeddings.ts';

export interface EncodeCall {
  readonly kind: 'encode';
  readonly call: number;
  readonly texts: readonly string[];
}
export type ToEncoder = EncodeCall | { readonly kind: 'abandon'; readonly call: number } | { readonly kind: 'close' };

export type FromEncoder =
  | { readonly kind: 'ready' }
  /** The vectors one after the other, in the order of the texts. */
  | { readonly kind: 'encoded'; readonly call: number; readonly numbers: Float32Array; readonly usage: Usage }
  | { readonly kind: 'failed'; readonly call: number; readonly message: string };

export interface EncoderData {
  readonly threads: number;
}
