import type { Embeddings } from '@munshi/embeddings/embeddings';
import { BANK_EXAMPLES, LEDGER_EXAMPLES } from '../domain/bank-examples.ts';
import { FIGURE_INTENTS } from '../domain/bank-question.ts';
import { INTENT_EXAMPLES } from '../domain/intent-examples.ts';
import { type Classifier, type LabelledText, trainClassifier } from '../domain/intents/train-classifier.ts';
import type { Intent } from '../domain/plan.ts';

const LIMIT_MS = 1500;
const LONGEST_QUESTION = 1000;

/** Names the intent of a question that no rule recognised; `unknown` when it is about something else, or the embeddings do not answer in time. */
export interface IntentMatcher {
  /** Learns from the examples, so that the first question need not wait; what fails is tried again with a question. */
  prepare(): Promise<void>;
  match(question: string, signal: AbortSignal): Promise<Intent>;
  /** Whether a doubtful question is about the bank's products rather than the customer's ledger; false when the embeddings do not answer in time. */
  isOfBank(question: string, signal: AbortSignal): Promise<boolean>;
}

/** What was learned from the examples. */
interface Heads {
  readonly intent: Classifier;
  /** `bank` or `ledger`. */
  readonly side: Classifier;
}

export function createIntentMatcher(embeddings: Embeddings): IntentMatcher {
  let heads: Promise<Heads> | undefined;
  const learned = (): Promise<Heads> => {
    heads ??= learn(embeddings).catch((error) => {
      heads = undefined;
      throw error;
    });
    return heads;
  };
  /** Null when the embeddings do not answer in time. */
  async function labelOf(head: keyof Heads, question: string, signal: AbortSignal): Promise<string | null> {
    const both = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    const text = question.slice(0, LONGEST_QUESTION);
    try {
      const [known, vectors] = await Promise.race([Promise.all([learned(), embeddings.embed([text], both)]), aborted(both)]);
      return known[head]([{ text, vector: vectors[0] as Float32Array }])[0] ?? null;
    } catch {
      signal.throwIfAborted();
      return null;
    }
  }
  return {
    prepare: () =>
      learned().then(
        () => undefined,
        () => undefined,
      ),
    match: async (question, signal) => ((await labelOf('intent', question, signal)) as Intent | null) ?? 'unknown',
    isOfBank: async (question, signal) => (await labelOf('side', question, signal)) === 'bank',
  };
}

async function learn(embeddings: Embeddings): Promise<Heads> {
  await embeddings.ensureReady();
  const labelled = [
    ...INTENT_EXAMPLES,
    ...BANK_EXAMPLES.map((text) => ['bank', text] as const),
    ...LEDGER_EXAMPLES.map((text) => ['ledger', text] as const),
  ];
  const vectors = await embeddings.embed(labelled.map(([, text]) => text));
  const examples = labelled.map(([label, text], place): LabelledText => ({ label, text, vector: vectors[place] as Float32Array }));
  const sides = examples.flatMap((example) => {
    const label = sideOf(example.label);
    return label === null ? [] : [{ ...example, label }];
  });
  return { intent: trainClassifier(examples.slice(0, INTENT_EXAMPLES.length)), side: trainClassifier(sides) };
}

function sideOf(label: string): 'bank' | 'ledger' | null {
  if (label === 'bank' || label === 'product') return 'bank';
  return label === 'ledger' || FIGURE_INTENTS.has(label) ? 'ledger' : null;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
