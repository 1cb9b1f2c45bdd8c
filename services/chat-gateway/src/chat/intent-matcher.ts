import type { Embeddings } from '@munshi/embeddings/embeddings';
import { INTENT_EXAMPLES } from '../domain/intent-examples.ts';
import type { Intent } from '../domain/plan.ts';

const LIMIT_MS = 1500;
/** Cosine of two ways to ask the same; below it a question is about something else. */
const LEAST_SIMILARITY = 0.62;

/** Names the intent of a question that no rule recognised; `unknown` when nothing is near, or the embeddings do not answer in time. */
export interface IntentMatcher {
  match(question: string, signal: AbortSignal): Promise<Intent>;
}

export function createIntentMatcher(embeddings: Embeddings): IntentMatcher {
  let examples: Promise<Float32Array[]> | undefined;
  return {
    async match(question, signal) {
      const both = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      try {
        examples ??= embeddings.ensureReady().then(() => embeddings.embed(INTENT_EXAMPLES.map(([, text]) => text)));
        const [vectors, asked] = await Promise.race([
          Promise.all([examples, embeddings.embed([question.slice(0, 1000)], both)]),
          aborted(both),
        ]);
        return nearest(asked[0], vectors);
      } catch {
        signal.throwIfAborted();
        // The examples may work next time.
        examples?.catch(() => {
          examples = undefined;
        });
        return 'unknown';
      }
    },
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function nearest(asked: Float32Array | undefined, vectors: readonly Float32Array[]): Intent {
  let best: { intent: Intent; similarity: number } = { intent: 'unknown', similarity: LEAST_SIMILARITY };
  vectors.forEach((vector, index) => {
    const similarity = vector.reduce((sum, value, place) => sum + value * (asked?.[place] ?? 0), 0);
    if (similarity > best.similarity) best = { intent: INTENT_EXAMPLES[index]?.[0] ?? 'unknown', similarity };
  });
  return best.intent;
}
