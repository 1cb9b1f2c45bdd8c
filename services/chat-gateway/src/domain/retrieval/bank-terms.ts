/** What customers call short, in the words that documents have. */
const TERMS: readonly (readonly [RegExp, string])[] = [
  [/\bfds?\b/gi, 'fixed deposit'],
  [/\brds?\b/gi, 'recurring deposit'],
  [/\bcibil(?: score)?\b/gi, 'credit score'],
  [/\bsenior citizens?\b/gi, 'those aged 60 and above'],
  [/\bmin(?:imum)? bal\b/gi, 'minimum balance'],
  [/\ba\/c\b/gi, 'account'],
];

/** A question as a document would word it: "FD" means little to whoever embeds it. */
export function inFullWords(question: string): string {
  return TERMS.reduce((text, [short, full]) => text.replaceAll(short, full), question);
}
