import type { Embeddings } from './embeddings.ts';

/** The embeddings, asked for texts as `hide` leaves them: what no vendor may read never reaches a driver. */
export function withHiddenTexts(embeddings: Embeddings, hide: (text: string) => string): Embeddings {
  return {
    kind: embeddings.kind,
    model: embeddings.model,
    get dimension() {
      return embeddings.dimension;
    },
    ensureReady: () => embeddings.ensureReady(),
    embed: (texts, signal) => embeddings.embed(texts.map(hide), signal),
    close: () => embeddings.close(),
  };
}
