/**
 * Texts to vectors of length 1. Contract: `test/contract.ts`.
 * @throws EmbeddingsUnavailableError (waiting helps), EmbeddingsInvalidError (an empty text, an answer of the wrong shape)
 */
export interface Embeddings {
  readonly kind: 'azure-openai' | 'openai-compatible' | 'local';
  /** Names the set that vectors belong to; vectors of two models are never mixed. */
  readonly model: string;
  /** Numbers in a vector; known after `ensureReady`. */
  readonly dimension: number;
  ensureReady(): Promise<void>;
  /** One vector a text, in order; splits by the vendor's limits itself. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
}
