/**
 * Texts to vectors of length 1. Contract: `test/contract.ts`.
 * @throws EmbeddingsUnavailableError (waiting helps; an answer of the wrong shape too, since the text is not to blame),
 * EmbeddingsRefusedError (a person has to act), EmbeddingsInvalidError (an empty text, or one the vendor refuses)
 */
export interface Embeddings {
  readonly kind: 'azure-openai' | 'openai-compatible' | 'local';
  /** Names the set that vectors belong to; vectors of two models are never mixed. */
  readonly model: string;
  /** Numbers in a vector; known after `ensureReady` or the first `embed`, and throws before. */
  readonly dimension: number;
  ensureReady(): Promise<void>;
  /** One vector a text, in order; splits by the vendor's limits itself. A text is read up to what the model can read. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** What embedding cost. */
export interface Usage {
  /** Requests to a vendor that were answered; runs of the local model. */
  readonly requests: number;
  readonly texts: number;
  /** As the vendor counts them; an estimate (four bytes each) where it does not say. */
  readonly tokens: number;
}
export type OnUsage = (usage: Usage) => void;
