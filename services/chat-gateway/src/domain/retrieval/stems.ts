const STOPWORDS = new Set(
  'a an the is are was were do does did i me my you your it its of to in on for with and or at by be can how what which when where who why will would should from that this there have has had much many any about if'.split(
    ' ',
  ),
);

/** Light stemming, so that `cards` meets `card` and `blocked` meets `block`; words that say nothing of the subject are left out. */
export function stems(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !STOPWORDS.has(word))
    .map((word) => (word.length > 4 ? word.replace(/(?:ing|ed|es|s|ly)$/, '') : word.length > 3 ? word.replace(/s$/, '') : word));
}

/** Two words that follow each other; what is left out between them does not part them. */
export function stemPairs(text: string): string[] {
  const words = stems(text);
  return words.slice(1).map((word, place) => `${words[place]} ${word}`);
}
