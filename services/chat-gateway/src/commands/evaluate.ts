import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Embeddings } from '@munshi/embeddings/embeddings';
import { openEmbeddings } from '@munshi/embeddings/open-embeddings';
import { rules as embeddingsRules, embeddingsSettings } from '@munshi/embeddings/settings';
import { AppError } from '@munshi/service-kit/errors';
import { silentLogger } from '@munshi/service-kit/logger';
import { type Environment, loadSettings, readEnvironment } from '@munshi/service-kit/settings';
import { z } from 'zod';
import type { ClassificationMeasures } from '../domain/intents/classification-measures.ts';
import type { RankingMeasures } from '../domain/retrieval/ranking-measures.ts';
import { crossValidateIntents, type IntentRun, measureIntents, readQuestions } from './evaluate/intents.ts';
import { measureLexical, measureWithVectors, readCorpus } from './evaluate/retrieval.ts';

export interface EvaluationIo {
  readonly environment: Environment;
  readonly stdout: Pick<Writable, 'write'>;
  readonly stderr: Pick<Writable, 'write'>;
}

interface Evaluation {
  readonly usage: string;
  run(argv: readonly string[], io: EvaluationIo): Promise<void>;
}

const EVALUATIONS: Readonly<Record<string, Evaluation>> = {
  retrieval: { usage: 'evaluate -- retrieval --documents FILE --questions FILE [--json]', run: retrieval },
  intents: { usage: 'evaluate -- intents --train FILE (--test FILE | [--seeds N]: 5-fold, mean of N) [--json]', run: intents },
};

/**
 * Measures how well questions are understood and answered.
 * @throws AppError `OPTION_INVALID` with what is wrong and the usage, `FILE_INVALID` naming file and line
 */
export async function evaluate([subject, ...argv]: readonly string[], io: EvaluationIo): Promise<void> {
  const evaluation = subject !== undefined && Object.hasOwn(EVALUATIONS, subject) ? EVALUATIONS[subject] : undefined;
  if (evaluation === undefined) throw optionError('Say what is to be measured.', Object.values(EVALUATIONS));
  try {
    await evaluation.run(argv, io);
  } catch (error) {
    if (error instanceof z.ZodError)
      throw optionError(error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`).join('\n'), [evaluation]);
    if (error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS'))
      throw optionError(error.message, [evaluation]);
    throw error;
  }
}

function optionError(problem: string, evaluations: readonly Evaluation[]): AppError {
  return new AppError(`${problem}\n${evaluations.map(({ usage }) => usage).join('\n')}`, { code: 'OPTION_INVALID', failure: 'invalid' });
}

const text = { type: 'string' } as const;
const file = z.string('FILE is missing');
const retrievalOptions = z.object({ documents: file, questions: file, json: z.boolean().default(false) });

async function retrieval(argv: readonly string[], io: EvaluationIo): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: { documents: text, questions: text, json: { type: 'boolean' } } });
  const { documents, questions, json } = retrievalOptions.parse(values);
  const corpus = await readCorpus(documents, questions);
  const lexical = measureLexical(corpus);
  const local = await withEmbeddings({}, (embeddings) => measureWithVectors(corpus, embeddings, progressOn(io, embeddings.model)));
  const vendor = await withEmbeddings(io.environment, async (embeddings) =>
    embeddings.kind === 'local'
      ? null
      : { model: embeddings.model, ...(await measureWithVectors(corpus, embeddings, progressOn(io, embeddings.model))) },
  );
  if (json) io.stdout.write(`${JSON.stringify({ lexical, ...local, ...(vendor ? { vendor } : {}) })}\n`);
  else {
    const rows = { lexical, dense: local.dense, fused: local.fused };
    const more = vendor ? { [`dense, ${vendor.model}`]: vendor.dense, [`fused, ${vendor.model}`]: vendor.fused } : {};
    io.stdout.write(tableOf({ ...rows, ...more }, corpus.questions.length));
  }
}

const intentOptions = z.object({
  train: file,
  test: z.string().optional(),
  seeds: z.coerce.number().int().min(1).max(100).default(5),
  json: z.boolean().default(false),
});

async function intents(argv: readonly string[], io: EvaluationIo): Promise<void> {
  const { values } = parseArgs({ args: [...argv], options: { train: text, test: text, seeds: text, json: { type: 'boolean' } } });
  const { train, test, seeds, json } = intentOptions.parse(values);
  const examples = await readQuestions(train);
  const asked = test === undefined ? null : await readQuestions(test);
  const measure = (run: IntentRun) => (asked === null ? crossValidateIntents(examples, seeds, run) : measureIntents(examples, asked, run));
  const local = await withEmbeddings({}, (embeddings) => measure({ embeddings, onProgress: progressOn(io, embeddings.model) }));
  const line = ({ accuracy, macroF1 }: ClassificationMeasures): string =>
    `accuracy ${accuracy.toFixed(4)}, macro F1 ${macroF1.toFixed(4)}\n`;
  io.stdout.write(json ? `${JSON.stringify(local)}\n` : line(local));
}

/** Opens the embeddings that the settings choose; with none, the local model. */
async function withEmbeddings<Result>(environment: Environment, work: (embeddings: Embeddings) => Promise<Result>): Promise<Result> {
  const embeddings = await openEmbeddings(loadSettings(embeddingsSettings, environment, embeddingsRules), { logger: silentLogger });
  try {
    return await work(embeddings);
  } finally {
    await embeddings.close();
  }
}

function progressOn({ stderr }: EvaluationIo, model: string): (done: number) => void {
  return (done) => void stderr.write(`\rembedding with ${model}: ${Math.floor(done * 100)} %${done === 1 ? '\n' : ''}`);
}

function tableOf(rows: Readonly<Record<string, RankingMeasures>>, questions: number): string {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  const line = (name: string, figures: readonly string[]): string =>
    `${name.padEnd(width)}  ${figures.map((one) => one.padStart(9)).join('')}\n`;
  const lines = Object.entries(rows).map(([name, { recallAt1, recallAt5, recallAt10, mrr }]) =>
    line(
      name,
      [recallAt1, recallAt5, recallAt10, mrr].map((figure) => figure.toFixed(3)),
    ),
  );
  return `${questions} questions\n${line('', ['recall@1', 'recall@5', 'recall@10', 'MRR'])}${lines.join('')}`;
}

if (import.meta.main) {
  try {
    await evaluate(process.argv.slice(2), { environment: readEnvironment(), stdout: process.stdout, stderr: process.stderr });
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
