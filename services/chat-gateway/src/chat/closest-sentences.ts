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

  async function learn(texts: readonly string[], signal: AbortSignal): Promise<void> {
    const unknown = [...new Set(texts.filter((text) => !known.has(text)))];
    if (unknown.length === 0) return;
    const vectors = await embeddings.embed(unknown, signal);
    if (known.size + unknown.length > MOST_SENTENCES) known.clear();
    unknown.forEach((text, place) => void known.set(text, vectors[place] as Float32Array));
  }

  return async (asked, passages, signal) => {
    const owned = passages.map(({ title, section, text }) => {
      const sentences = sentencesOf(text);
      if (sentences.length < 2) return [];
      return sentences.map((sentence) => ({ sentence, text: embeddedText({ title, section, text: sentence }) }));
    });
    const isLearned = await inTime(
      learn(
        owned.flat().map(({ text }) => text),
        signal,
      ),
      signal,
    );
    if (!isLearned) return null;
    return owned.map((own) =>
      own
        .map(({ sentence, text }): ClosestSentence => ({ sentence, cosine: cosineOf(asked, known.get(text)) }))
        .reduce<ClosestSentence | null>((best, each) => (best === null || each.cosine > best.cosine ? each : best), null),
    );
  };
}

/** False for what fails or takes too long. */
function inTime(work: Promise<void>, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const giveUp = () => resolve(false);
    AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]).addEventListener('abort', giveUp, { once: true });
    work.then(() => resolve(true), giveUp);
  });
}

export function cosineOf(one: Float32Array, other: Float32Array | undefined): number {
  return other === undefined ? 0 : one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
}
