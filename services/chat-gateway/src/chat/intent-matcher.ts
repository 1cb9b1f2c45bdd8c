import type { Embeddings } from '@munshi/embeddings/embeddings';
import { INTENT_EXAMPLES } from '../domain/intent-examples.ts';
import { type Classifier, trainClassifier } from '../domain/intents/train-classifier.ts';
import type { Intent } from '../domain/plan.ts';

const LIMIT_MS = 1500;
const LONGEST_QUESTION = 1000;

/** Names the intent of a question that no rule recognised; `unknown` when it is about something else, or the embeddings do not answer in time. */
export interface IntentMatcher {
  /** Learns from the examples, so that the first question need not wait; what fails is tried again with a question. */
  prepare(): Promise<void>;
  match(question: string, signal: AbortSignal): Promise<Intent>;
}

export function createIntentMatcher(embeddings: Embeddings): IntentMatcher {
  let classifier: Promise<Classifier> | undefined;
  const learned = (): Promise<Classifier> => {
    classifier ??= learn(embeddings).catch((error) => {
      classifier = undefined;
      throw error;
    });
    return classifier;
  };
  return {
    prepare: () =>
      learned().then(
        () => undefined,
        () => undefined,
      ),
    async match(question, signal) {
      const both = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
      const text = question.slice(0, LONGEST_QUESTION);
      try {
        const [classify, vectors] = await Promise.race([Promise.all([learned(), embeddings.embed([text], both)]), aborted(both)]);
        return classify([{ text, vector: vectors[0] as Float32Array }])[0] as Intent;
      } catch {
        signal.throwIfAborted();
        return 'unknown';
      }
    },
  };
}

async function learn(embeddings: Embeddings): Promise<Classifier> {
  await embeddings.ensureReady();
  const vectors = await embeddings.embed(INTENT_EXAMPLES.map(([, text]) => text));
  return trainClassifier(INTENT_EXAMPLES.map(([label, text], place) => ({ label, text, vector: vectors[place] as Float32Array })));
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
