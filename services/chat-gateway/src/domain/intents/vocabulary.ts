import type { TermsOf } from './text-terms.ts';

/** A vector of length 1 that names only what is not zero. */
export interface SparseVector {
  readonly places: readonly number[];
  readonly values: readonly number[];
}

/** Terms of the texts it was built from, weighed by how rare they are there. */
export interface Vocabulary {
  readonly size: number;
  vectorOf(text: string): SparseVector;
}

/** TF-IDF with sublinear counts and smoothed rarity. Terms in fewer than `leastTexts` texts are left out. */
export function buildVocabulary(texts: readonly string[], termsOf: TermsOf, leastTexts: number): Vocabulary {
  const holding = new Map<string, number>();
  for (const text of texts) for (const term of new Set(termsOf(text))) holding.set(term, (holding.get(term) ?? 0) + 1);
  const known = new Map<string, { readonly place: number; readonly rarity: number }>();
  for (const [term, count] of holding) {
    if (count >= leastTexts) known.set(term, { place: known.size, rarity: Math.log((1 + texts.length) / (1 + count)) + 1 });
  }
  return {
    size: known.size,
    vectorOf(text) {
      const counts = new Map<string, number>();
      for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
      const places: number[] = [];
      const values: number[] = [];
      for (const [term, count] of counts) {
        const entry = known.get(term);
        if (entry === undefined) continue;
        places.push(entry.place);
        values.push((1 + Math.log(count)) * entry.rarity);
      }
      const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
      return { places, values: values.map((value) => value / length) };
    },
  };
}
