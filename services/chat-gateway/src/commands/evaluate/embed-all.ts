import type { Embeddings } from '@munshi/embeddings/embeddings';

const TEXTS_A_CALL = 256;

/** A vector for each text, in order; `onProgress`: 0..1. */
export async function embedAll(
  embeddings: Embeddings,
  texts: readonly string[],
  onProgress: (done: number) => void,
): Promise<Float32Array[]> {
  await embeddings.ensureReady();
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += TEXTS_A_CALL) {
    vectors.push(...(await embeddings.embed(texts.slice(start, start + TEXTS_A_CALL))));
    onProgress(vectors.length / texts.length);
  }
  return vectors;
}
