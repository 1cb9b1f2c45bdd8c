import type { Embeddings } from '@munshi/embeddings/embeddings';
import { embeddedText, type PassageText } from '@munshi/embeddings/passage-text';
import { sentencesOf } from '../domain/retrieval/sentences.ts';

/** A question waits no longer for a second look. */
const LIMIT_MS = 1500;
/** 15 MB at 384 numbers; a bank's documents stay the same and have fewer. */
const MOST_SENTENCES = 10_000;

export interface ClosestSentence {
  readonly sentence: string;
  readonly cosine: number;
}

/**
 * Each passage's sentence that is nearest to a question; null for a passage that has but one. A long passage is about many things, and
 * its vector about none of them. Null for all when the embeddings do not answer in time: what is embedded late is there for the next
 * question.
 */
export type ClosestSentences = (
  asked: Float32Array,
  passages: readonly PassageText[],
  signal: AbortSignal,
) => Promise<readonly (ClosestSentence | null)[] | null>;

export function createClosestSentences(embeddings: Pick<Embeddings, 'embed'>): ClosestSentences {
  const known = new Map<string, Float32Array>();

  /** The vectors of the texts; they are kept for later questions, and held here whatever those let go. */
  async function vectorsOf(texts: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, Float32Array>> {
    const vectors = new Map(texts.flatMap((text) => (known.has(text) ? [[text, known.get(text) as Float32Array] as const] : [])));
    const unknown = [...new Set(texts.filter((text) => !vectors.has(text)))];
    if (unknown.length === 0) return vectors;
    const embedded = await embeddings.embed(unknown, signal);
    if (known.size + unknown.length > MOST_SENTENCES) known.clear();
    unknown.forEach((text, place) => {
      const vector = embedded[place] as Float32Array;
      known.set(text, vector);
      vectors.set(text, vector);
    });
    return vectors;
  }

  return async (asked, passages, signal) => {
    const owned = passages.map(({ title, section, text }) => {
      const sentences = sentencesOf(text);
      if (sentences.length < 2) return [];
      return sentences.map((sentence) => ({ sentence, text: embeddedText({ title, section, text: sentence }) }));
    });
    const texts = owned.flat().map(({ text }) => text);
    const vectors = await inTime(vectorsOf(texts, signal), signal);
    if (vectors === null) return null;
    return owned.map((own) =>
      own
        .map(({ sentence, text }): ClosestSentence => ({ sentence, cosine: cosineOf(asked, vectors.get(text)) }))
        .reduce<ClosestSentence | null>((best, each) => (best === null || each.cosine > best.cosine ? each : best), null),
    );
  };
}

/** Null for what fails or takes too long. */
function inTime<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result | null> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(null);
    AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]).addEventListener('abort', giveUp, { once: true });
    work.then(resolve, giveUp);
  });
}

export function cosineOf(one: Float32Array, other: Float32Array | undefined): number {
  return other === undefined ? 0 : one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
}
