/** Okapi BM25 (Robertson and Zaragoza 2009) with its usual parameters. */
const K1 = 1.2;
const B = 0.75;

/** Gives, for a query, the share 0..1 that each text has of the highest BM25 score the query could reach. */
export type LexicalIndex = (query: string) => Float64Array;

interface Posting {
  readonly text: number;
  readonly times: number;
}

/** What a text is compared by: its words, or pairs of them. */
export type TermsOf = (text: string) => readonly string[];

/** An index of texts by their terms; rare terms weigh more, by how many of these texts hold them. */
export function createLexicalIndex(texts: readonly string[], termsOf: TermsOf): LexicalIndex {
  const words = texts.map(termsOf);
  const average = words.reduce((sum, own) => sum + own.length, 0) / texts.length || 1;
  const postings = postingsOf(words);
  return (query) => {
    const shares = new Float64Array(texts.length);
    let most = 0;
    for (const term of new Set(termsOf(query))) {
      const holding = postings.get(term) ?? [];
      const rarity = Math.log(1 + (texts.length - holding.length + 0.5) / (holding.length + 0.5));
      most += rarity * (K1 + 1);
      for (const { text, times } of holding) {
        const length = K1 * (1 - B + (B * (words[text]?.length ?? 0)) / average);
        shares[text] = (shares[text] ?? 0) + (rarity * times * (K1 + 1)) / (times + length);
      }
    }
    return most === 0 ? shares : shares.map((score) => score / most);
  };
}

function postingsOf(words: readonly (readonly string[])[]): Map<string, Posting[]> {
  const postings = new Map<string, Posting[]>();
  words.forEach((own, text) => {
    const counts = new Map<string, number>();
    for (const word of own) counts.set(word, (counts.get(word) ?? 0) + 1);
    for (const [word, times] of counts) {
      const holding = postings.get(word);
      if (holding) holding.push({ text, times });
      else postings.set(word, [{ text, times }]);
    }
  });
  return postings;
}
