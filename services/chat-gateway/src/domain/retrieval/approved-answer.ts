/** Marks a document whose title is a question and whose text is the bank's approved answer to it. */
export const APPROVED_SOURCE = 'faq';

/**
 * Cosine of two ways to ask the same, and how much nearer than the next question it must be. On the 504 questions of
 * `evaluation/bank-questions.jsonl` all 11 that pass are right; at 0.70 and 0.05 five of 28 are wrong.
 */
const LEAST_SIMILARITY = 0.75;
const LEAST_LEAD = 0.05;

/** Whether the nearest of the bank's own questions is surely what was asked: then its answer is given unchanged. */
export function isApproved(nearest: number, next: number): boolean {
  return nearest >= LEAST_SIMILARITY && nearest - next >= LEAST_LEAD;
}

/** Whether a question is one of the bank's own, word for word: no other can then be nearer. */
export function isSameQuestion(question: string, own: string): boolean {
  return wordsOf(question) === wordsOf(own);
}

const wordsOf = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).join(' ');
