import { chunkMarkdown } from '@munshi/embeddings/chunk-markdown';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { embeddedText } from '@munshi/embeddings/passage-text';
import { z } from 'zod';
import { createLexicalIndex } from '../../domain/retrieval/lexical-share.ts';
import { CANDIDATES, rankPassages } from '../../domain/retrieval/rank-passages.ts';
import { type RankedAnswer, type RankingMeasures, rankingMeasures } from '../../domain/retrieval/ranking-measures.ts';
import { stems } from '../../domain/retrieval/stems.ts';
import { embedAll } from './embed-all.ts';
import { invalid, readJsonLines } from './json-lines.ts';

const document = z.object({ id: z.string().min(1), title: z.string().nullish(), text: z.string() });
const question = z.object({ text: z.string().min(1), relevant: z.array(z.string()).min(1) });

interface Passage {
  readonly documentId: string;
  readonly title: string;
  readonly section: string;
  readonly text: string;
}

export interface Corpus {
  readonly passages: readonly Passage[];
  readonly questions: readonly z.output<typeof question>[];
}

/** What is to be found, cut into passages as the embedding service cuts it, and the questions with what answers them. */
export async function readCorpus(documentsFile: string, questionsFile: string): Promise<Corpus> {
  const documents = await readJsonLines(documentsFile, document);
  const ids = new Set<string>();
  for (const { id } of documents) {
    if (ids.has(id)) throw invalid(`${documentsFile}: the id ${id} stands there twice.`);
    ids.add(id);
  }
  const questions = await readJsonLines(questionsFile, question);
  const unknown = questions.flatMap(({ relevant }) => relevant).find((id) => !ids.has(id));
  if (unknown !== undefined) throw invalid(`${questionsFile}: names ${unknown}, which is no id in ${documentsFile}.`);
  const passages = documents.flatMap(({ id, title, text }) =>
    chunkMarkdown(text).map((chunk) => ({ documentId: id, title: title ?? '', ...chunk })),
  );
  if (passages.length === 0) throw invalid(`${documentsFile}: no document has a text.`);
  return { passages, questions };
}

/** By shared words alone, what shares none not being found. */
export function measureLexical({ passages, questions }: Corpus): RankingMeasures {
  const index = createLexicalIndex(
    passages.map(({ title, section, text }) => `${title} ${section} ${text}`),
    stems,
  );
  return measured(questions, ({ text }) => {
    const shares = index(text);
    return bestFirst(shares)
      .filter((place) => (shares[place] ?? 0) > 0)
      .map((place) => passages[place]);
  });
}

export interface VectorMeasures {
  readonly dense: RankingMeasures;
  readonly fused: RankingMeasures;
}

/** By meaning alone, and by both, with the ranking that the gateway runs on the nearest vectors. `onProgress`: 0..1. */
export async function measureWithVectors(
  { passages, questions }: Corpus,
  embeddings: Embeddings,
  onProgress: (done: number) => void,
): Promise<VectorMeasures> {
  const texts = [...passages.map(embeddedText), ...questions.map(({ text }) => text)];
  const vectors = await embedAll(embeddings, texts, onProgress);
  const asked = new Map(questions.map((one, place) => [one, vectors[passages.length + place] as Float32Array]));
  const cosines = (one: Corpus['questions'][number]): Float64Array =>
    Float64Array.from(passages, (_, place) => dot(asked.get(one) as Float32Array, vectors[place] as Float32Array));
  return {
    dense: measured(questions, (one) => bestFirst(cosines(one)).map((place) => passages[place])),
    fused: measured(questions, (one) => {
      const own = cosines(one);
      const nearest = bestFirst(own)
        .slice(0, CANDIDATES)
        .map((place) => ({ ...(passages[place] as Passage), cosine: own[place] ?? 0 }));
      return rankPassages(one.text, nearest);
    }),
  };
}

type Question = Corpus['questions'][number];

/** A document stands where its best passage stands. */
function measured(
  questions: readonly Question[],
  rank: (question: Question) => readonly ({ readonly documentId: string } | undefined)[],
): RankingMeasures {
  const answers: RankedAnswer[] = questions.map((one) => ({
    ranked: [...new Set(rank(one).map((passage) => passage?.documentId ?? ''))],
    relevant: new Set(one.relevant),
  }));
  return rankingMeasures(answers);
}

function bestFirst(scores: Float64Array): number[] {
  return [...scores.keys()].sort((left, right) => (scores[right] ?? 0) - (scores[left] ?? 0));
}

function dot(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += (one[index] as number) * (other[index] as number);
  return sum;
}
