const STOPWORDS = new Set(
  'a an the is are was were do does did i me my you your it its of to in on for with and or at by be can how what which when where who why will would should from that this there have has had much many any about if'.split(
    ' ',
  ),
);

/** Light stemming, so that `cards` meets `card` and `blocked` meets `block`. */
export function stems(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !STOPWORDS.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s|ly)$/, '') : word.length > 3 ? word.replace(/s$/, '') : word));
}

const K1 = 1.2;
const B = 0.75;

/** BM25 of a query against each text, scaled to 0..1 by the best the query could score on such a text. */
export function lexicalScores(query: string, texts: readonly string[]): number[] {
  const terms = [...new Set(stems(query))];
  const documents = texts.map(stems);
  if (terms.length === 0 || documents.length === 0) return texts.map(() => 0);
  const average = documents.reduce((sum, words) => sum + words.length, 0) / documents.length || 1;
  const counts = documents.map((words) => {
    const count = new Map<string, number>();
    for (const word of words) count.set(word, (count.get(word) ?? 0) + 1);
    return count;
  });
  const weightOf = (term: string): number => {
    const holding = counts.filter((count) => count.has(term)).length;
    return Math.log(1 + (documents.length - holding + 0.5) / (holding + 0.5));
  };
  const weights = terms.map((term) => ({ term, weight: weightOf(term) }));
  const most = weights.reduce((sum, { weight }) => sum + weight * (K1 + 1), 0) || 1;
  return counts.map((count, index) => {
    const length = K1 * (1 - B + (B * (documents[index]?.length ?? 0)) / average);
    const score = weights.reduce((sum, { term, weight }) => {
      const times = count.get(term) ?? 0;
      return sum + (weight * times * (K1 + 1)) / (times + length);
    }, 0);
    return score / most;
  });
}
