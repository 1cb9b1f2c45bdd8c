import { writeFile } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { AppError } from '@munshi/service-kit/errors';
import { z } from 'zod';
import { type AnomalyFigures, type DateRange, evaluateAnomalies } from './evaluate/anomalies.ts';
import { readCardPayments } from './evaluate/card-payments.ts';
import { evaluateMoney, TUNING_SEEDS } from './evaluate/money.ts';
import { moneyReport } from './evaluate/money-report.ts';
import type { RankingFigures } from './evaluate/ranking.ts';

export interface Output {
  readonly stdout: Pick<Writable, 'write'>;
  readonly stderr: Pick<Writable, 'write'>;
}

interface Evaluator {
  readonly usage: string;
  run(argv: readonly string[], output: Output): Promise<void>;
}

const EVALUATORS: Readonly<Record<string, Evaluator>> = {
  anomalies: {
    usage: 'evaluate -- anomalies --transactions FILE --train DATE..DATE --test DATE..DATE [--json]',
    run: anomalies,
  },
  money: {
    usage: 'evaluate -- money [--customers N] [--months M] [--seed S] [--transactions FILE] [--out FILE] [--json]',
    run: money,
  },
};

/**
 * Measures what analytics finds.
 * @throws AppError `OPTION_INVALID` with what is wrong and the usage
 */
export async function evaluate([subject, ...argv]: readonly string[], output: Output): Promise<void> {
  const evaluator = subject === undefined || !Object.hasOwn(EVALUATORS, subject) ? undefined : EVALUATORS[subject];
  if (evaluator === undefined) throw invalid('Say what is to be measured.', Object.values(EVALUATORS));
  try {
    await evaluator.run(argv, output);
  } catch (error) {
    if (error instanceof AppError || !isOptionError(error)) throw error;
    throw invalid(error.message, [evaluator]);
  }
}

function invalid(problem: string, evaluators: readonly Evaluator[]): AppError {
  return new AppError(`${problem}\n${evaluators.map(({ usage }) => usage).join('\n')}`, { code: 'OPTION_INVALID', failure: 'invalid' });
}

function isOptionError(error: unknown): error is Error {
  return error instanceof z.ZodError || (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
}

const range = z
  .string('needs DATE..DATE')
  .regex(/^\d{4}-\d{2}-\d{2}\.\.\d{4}-\d{2}-\d{2}$/, 'is not DATE..DATE')
  .transform((text): DateRange => ({ from: text.slice(0, 10), to: text.slice(12) }))
  .refine(({ from, to }) => from <= to, 'ends before it begins');
const anomalyOptions = z
  .object({ transactions: z.string('needs a file'), train: range, test: range, json: z.boolean().default(false) })
  .refine(({ train, test }) => test.from > train.to, { message: 'begins before the train dates end', path: ['test'] });

const HANDBOOK = { train: { from: '2018-07-25', to: '2018-07-31' }, test: { from: '2018-08-08', to: '2018-08-14' } };
const REPORT = fileURLToPath(new URL('../../EVALUATION.md', import.meta.url));
const count = z.coerce.number().int().min(1);
const moneyOptions = z.object({
  customers: count.max(10_000).default(60),
  months: count.min(15, 'must be 15 or more: forecasts need a past and 90 days after it').max(60).default(24),
  seed: z.coerce
    .number()
    .int()
    .refine((seed) => !TUNING_SEEDS.includes(seed), `is one that thresholds were set on (${TUNING_SEEDS.join(', ')}): take another`)
    .default(101),
  transactions: z.string().optional(),
  out: z.string().default(REPORT),
  json: z.boolean().default(false),
});

/** @throws AppError `OPTION_INVALID` */
function read<Schema extends z.ZodType>(
  argv: readonly string[],
  { schema, subject, names }: { schema: Schema; subject: string; names: readonly string[] },
) {
  const options = { json: { type: 'boolean' }, ...Object.fromEntries(names.map((name) => [name, { type: 'string' } as const])) } as const;
  const chosen = schema.safeParse(parseArgs({ args: [...argv], options }).values);
  if (chosen.success) return chosen.data;
  const problems = chosen.error.issues.map(({ path, message }) => `--${path.join('.')} ${message}`);
  throw invalid(problems.join('\n'), [EVALUATORS[subject] as Evaluator]);
}

async function anomalies(argv: readonly string[], { stdout, stderr }: Output): Promise<void> {
  const names = ['transactions', 'train', 'test'];
  const { transactions, train, test, json } = read(argv, { schema: anomalyOptions, subject: 'anomalies', names });
  stderr.write(`Reading ${transactions}\n`);
  const payments = await readCardPayments(transactions);
  stderr.write(`${payments.length} payments; fitting on ${train.from} to ${train.to}, judging ${test.from} to ${test.to}\n`);
  const figures = evaluateAnomalies({ payments, train, test });
  stdout.write(json ? `${JSON.stringify(figures)}\n` : tableOf(figures));
}

async function money(argv: readonly string[], { stdout, stderr }: Output): Promise<void> {
  const names = ['customers', 'months', 'seed', 'transactions', 'out'];
  const { transactions, out, json, ...options } = read(argv, { schema: moneyOptions, subject: 'money', names });
  const payments = transactions === undefined ? null : await readCardPayments(transactions);
  const { train, test } = HANDBOOK;
  const dates = { train: `${train.from} to ${train.to}`, test: `${test.from} to ${test.to}` };
  const ofCards = payments === null ? null : { ...evaluateAnomalies({ payments, ...HANDBOOK }), ...dates };
  const figures = { ...evaluateMoney(options, (what) => stderr.write(`${what}\n`)), anomalies: ofCards };
  await writeFile(out, moneyReport(figures));
  stderr.write(`${out} is written\n`);
  stdout.write(json ? `${JSON.stringify(figures)}\n` : moneyReport(figures));
}

function tableOf({ counts, scenarios, ...all }: AnomalyFigures): string {
  const line = (name: string, figures: RankingFigures | null) => {
    const cells = figures === null ? ['too few labels'] : [figures.auc, figures.averagePrecision, figures.cardPrecisionAt100].map(three);
    return [name.padEnd(28), ...cells.map((cell) => cell.padStart(8))].join('');
  };
  const block = (title: string, figures: Omit<AnomalyFigures, 'counts' | 'scenarios'>) =>
    Object.entries(figures).map(([name, one]) => line(`${title}${name}`, one));
  const lines = [
    `${counts.test} payments judged, ${counts.testFrauds} of them fraud; ${counts.leftOut} of known compromised cards left out`,
    `${''.padEnd(28)}${['AUC', 'AP', 'CP@100'].map((name) => name.padStart(8)).join('')}`,
    ...block('', all),
    ...Object.entries(scenarios).flatMap(([scenario, figures]) => block(`scenario ${scenario}: `, figures)),
  ];
  return `${lines.join('\n')}\n`;
}

function three(figure: number): string {
  return figure.toFixed(3);
}

if (import.meta.main) {
  try {
    await evaluate(process.argv.slice(2), process);
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
