import { z } from 'zod';
import { sentencesOf } from '../../domain/retrieval/sentences.ts';
import { stems } from '../../domain/retrieval/stems.ts';
import type { Passage, Retrieval } from '../retrieval.ts';
import type { Source, Tool } from '../tool.ts';

const args = z.object({ query: z.string().min(1).max(1000).describe('what to look for') });

const LONGEST_EXCERPT = 420;
const SHOWN = 2;

/** Answers of the bank's documents, word for word, with where they stand. */
export function createDocumentsTool(retrieval: Retrieval): Tool<z.infer<typeof args>> {
  return {
    name: 'documents',
    description: "Searches the bank's public documents (products, fees, rules) and what is written on this customer.",
    step: 'Reading the bank’s documents',
    args,
    async run({ query }, { context, pen, signal }) {
      const found = await retrieval.search(context, { query, limit: 6, signal });
      if (found === null) return { sentences: ['I can’t look into the bank’s documents right now, so I can’t tell.'], nothing: true };
      const [best] = found;
      if (!best) return { sentences: ['I can’t tell: I found nothing about that in the bank’s documents.'], nothing: true };
      const close = found.slice(0, SHOWN).filter(({ score }) => score >= best.score * 0.85);
      const shown = best.approved
        ? [{ passage: best, excerpt: best.text }]
        : close.map((passage) => ({ passage, excerpt: excerptOf(passage, query) }));
      const sentences = shown.map(({ passage, excerpt }, index) => {
        const common = { period: null, asOf: context.today, evidence: [{ kind: 'document' as const, id: passage.documentId }] };
        const title = pen.add({ fact: 'document.title', value: { name: passage.title }, label: 'Title of the document', ...common });
        const quote = pen.add({ fact: 'document.passage', value: { quote: excerpt }, label: 'Passage of the document', ...common });
        return `${index === 0 ? 'The bank says' : '\nAlso'} in ${title.value}: ${quote.value}`;
      });
      return { sentences, sources: shown.map(({ passage, excerpt }) => toSource(passage, excerpt)) };
    },
  };
}

function toSource({ documentId, title, section }: Passage, excerpt: string): Source {
  return { documentId, title, section, excerpt };
}

/** The run of whole sentences that shares the most words with the question, around the sentence nearest to it where that is known. */
export function excerptOf({ text, closest }: Pick<Passage, 'text' | 'closest'>, query: string): string {
  const sentences = sentencesOf(text);
  const clean = sentences.join(' ');
  if (clean.length <= LONGEST_EXCERPT) return clean;
  const wanted = new Set(stems(query));
  let best = { text: (closest ?? clean).slice(0, LONGEST_EXCERPT), score: -1 };
  for (let from = 0; from < sentences.length; from += 1) {
    let run = '';
    let holdsClosest = closest === null;
    for (let to = from; to < sentences.length && run.length + (sentences[to]?.length ?? 0) < LONGEST_EXCERPT; to += 1) {
      run += `${run === '' ? '' : ' '}${sentences[to]}`;
      holdsClosest ||= sentences[to] === closest;
    }
    const score = new Set(stems(run).filter((word) => wanted.has(word))).size;
    if (run !== '' && holdsClosest && score > best.score) best = { text: run, score };
  }
  return best.text;
}
