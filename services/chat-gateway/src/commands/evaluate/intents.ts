import { createReadStream, existsSync } from 'node:fs';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { CsvError, parse } from 'csv-parse';
import { type ClassificationMeasures, classificationMeasures } from '../../domain/intents/classification-measures.ts';
import { seededRandom } from '../../domain/intents/seeded-random.ts';
import { type LabelledText, trainClassifier } from '../../domain/intents/train-classifier.ts';
import { embedAll } from './embed-all.ts';
import { invalid } from './json-lines.ts';

interface Question {
  readonly text: string;
  readonly category: string;
}

/** Rows of a CSV with the columns `text` and `category`. @throws AppError `FILE_INVALID` naming file and line */
export async function readQuestions(file: string): Promise<Question[]> {
  if (!existsSync(file)) throw invalid(`${file} does not exist.`);
  const questions: Question[] = [];
  try {
    const rows = createReadStream(file).pipe(parse({ columns: true, bom: true, skip_empty_lines: true, info: true }));
    for await (const { record, info } of rows as AsyncIterable<{ record: Partial<Question>; info: { lines: number } }>) {
      const { text, category } = record;
      if (!text?.trim() || !category?.trim()) throw invalid(`${file}:${info.lines}: needs a text and a category.`);
      questions.push({ text, category });
    }
  } catch (error) {
    if (error instanceof CsvError) throw invalid(`${file}: ${error.message}.`);
    throw error;
  }
  if (questions.length === 0) throw invalid(`${file} holds nothing.`);
  return questions;
}

export interface IntentRun {
  readonly embeddings: Embeddings;
  readonly onProgress: (done: number) => void;
}

/** Learns from one file and is asked the other. */
export async function measureIntents(
  train: readonly Question[],
  test: readonly Question[],
  run: IntentRun,
): Promise<ClassificationMeasures> {
  const labelled = await withVectors([...train, ...test], run);
  return learnedFrom(labelled.slice(0, train.length), labelled.slice(train.length));
}

const FOLDS = 5;

/** The mean over `seeds` ways to cut the questions into five parts, each asked of what the other four taught. */
export async function crossValidateIntents(questions: readonly Question[], seeds: number, run: IntentRun): Promise<ClassificationMeasures> {
  const labelled = await withVectors(questions, run);
  const figures: ClassificationMeasures[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const folds = foldsOf(labelled, seed);
    for (const [place, asked] of folds.entries()) figures.push(learnedFrom(folds.filter((_, other) => other !== place).flat(), asked));
  }
  const mean = (name: keyof ClassificationMeasures) => figures.reduce((sum, one) => sum + one[name], 0) / figures.length;
  return { accuracy: mean('accuracy'), macroF1: mean('macroF1') };
}

function learnedFrom(train: readonly LabelledText[], asked: readonly LabelledText[]): ClassificationMeasures {
  const guesses = trainClassifier(train)(asked);
  return classificationMeasures(
    asked.map(({ label }) => label),
    guesses,
  );
}

async function withVectors(questions: readonly Question[], { embeddings, onProgress }: IntentRun): Promise<LabelledText[]> {
  const texts = questions.map(({ text }) => text);
  const vectors = await embedAll(embeddings, texts, onProgress);
  return questions.map(({ text, category }, place) => ({ text, label: category, vector: vectors[place] as Float32Array }));
}

/** Every category is spread evenly over the parts. */
function foldsOf(questions: readonly LabelledText[], seed: number): LabelledText[][] {
  const random = seededRandom(seed);
  const folds = Array.from({ length: FOLDS }, (): LabelledText[] => []);
  for (const own of Map.groupBy(questions, ({ label }) => label).values()) {
    const mixed = own.map((question) => ({ question, order: random() })).sort((left, right) => left.order - right.order);
    mixed.forEach(({ question }, place) => void folds[place % FOLDS]?.push(question));
  }
  return folds;
}
