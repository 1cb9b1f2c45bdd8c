import type { Pen } from './fact-book.ts';

/** What analytics wrote is quoted word for word: its figures are its own, with the insight as evidence. */
export function quote(pen: Pen, text: string, { fact, asOf, id }: { fact: string; asOf: string; id: string }): string {
  return pen.add({
    fact,
    value: { quote: text },
    period: null,
    asOf,
    evidence: [{ kind: 'insight', id }],
    label: 'What was found, word for word',
  }).value;
}
