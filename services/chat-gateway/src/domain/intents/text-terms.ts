/** What a question is recognised by beside its meaning: words and pairs of them, and pieces of 2 to 5 letters within a word. */
export type TermsOf = (text: string) => string[];

const SHORTEST_PIECE = 2;
const LONGEST_PIECE = 5;

export const wordTerms: TermsOf = (text) => {
  const words = wordsOf(text);
  return [...words, ...words.slice(1).map((word, place) => `${words[place]} ${word}`)];
};

export const pieceTerms: TermsOf = (text) =>
  wordsOf(text).flatMap((word) => {
    const padded = ` ${word} `;
    const pieces: string[] = [];
    for (let size = SHORTEST_PIECE; size <= LONGEST_PIECE; size += 1)
      for (let from = 0; from + size <= padded.length; from += 1) pieces.push(padded.slice(from, from + size));
    return pieces;
  });

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
