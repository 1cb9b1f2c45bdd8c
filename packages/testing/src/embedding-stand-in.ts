import { createHash } from 'node:crypto';

/** What is wrong with an answer of embeddings; null: nothing. */
export type EmbeddingLie =
  | 'count'
  | 'order'
  | 'no-index'
  | 'some-indexes'
  | 'no-index-short'
  | 'dimension'
  | 'nan'
  | 'zeros'
  | 'floats'
  | 'no-data'
  | null;

export interface EmbeddingItem {
  readonly object: 'embedding';
  readonly index?: number;
  readonly embedding: string | readonly number[];
}

/** Words that say nothing of what a text is about. */
const STOP_WORDS = new Set(
  'a an and are at be by did do for from has have how i in is it me much my of on or that the this to was what when where which will with you your'.split(
    ' ',
  ),
);

/**
 * A vector that means something without a model: words and their beginnings, hashed into `dimension` places with a sign.
 * Texts that share words are near each other; the same text is always the same vector.
 */
export function hashedVector(text: string, dimension: number): Float32Array {
  const vector = new Float32Array(dimension);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    const weight = STOP_WORDS.has(word) ? 0.1 : 1;
    add(vector, word, weight);
    // Its beginning stands for its inflections: groceries, grocery.
    if (word.length > 4) add(vector, `${word.slice(0, 4)}~`, weight);
  }
  if (vector.every((value) => value === 0)) add(vector, text, 1);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** The items of an answer, as the vendor sends them: base64 of little-endian floats where that was asked for. */
export function embeddingItems(
  texts: readonly string[],
  options: { dimension: number; base64: boolean; lie: EmbeddingLie },
): EmbeddingItem[] {
  const { dimension, lie } = options;
  const items = texts.map((text, index): EmbeddingItem => {
    const vector = hashedVector(text, lie === 'dimension' && index === texts.length - 1 ? dimension + 1 : dimension);
    if (lie === 'nan') vector[0] = Number.NaN;
    if (lie === 'zeros') vector.fill(0);
    const base64 = options.base64 && lie !== 'floats';
    return { object: 'embedding', index, embedding: base64 ? Buffer.from(vector.buffer).toString('base64') : [...vector] };
  });
  if (lie === 'count') return items.slice(1).map((item, index) => ({ ...item, index }));
  // Every index is 0, so an answer taken as it comes would still look whole.
  if (lie === 'order') return items.map((item) => ({ ...item, index: 0 }));
  // Servers that leave the index out: legal as long as none is there, since the order is then that of the request.
  if (lie === 'no-index') return items.map(withoutIndex);
  if (lie === 'no-index-short') return items.slice(1).map(withoutIndex);
  if (lie === 'some-indexes') return items.map((item, index) => (index === 0 ? withoutIndex(item) : item));
  return items;
}

const withoutIndex = ({ index: _, ...item }: EmbeddingItem): EmbeddingItem => item;

function add(vector: Float32Array, feature: string, weight: number): void {
  const digest = createHash('sha256').update(feature).digest();
  const place = digest.readUInt32LE(0) % vector.length;
  vector[place] = (vector[place] as number) + ((digest[4] as number) % 2 === 0 ? weight : -weight);
}
