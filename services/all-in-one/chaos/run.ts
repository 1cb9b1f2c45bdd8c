import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '@munshi/service-kit/errors';
import { readEnvironment } from '@munshi/service-kit/settings';
import { CLASSES, merge, NOTHING, type Verdict } from './history.ts';
import { writeResults } from './results.ts';
import type { Context, Outcome, Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { createControl } from './servers.ts';

const USAGE = `chaos -- [SCENARIO…] [--events N] [--seed S] [--short] [--keep] [--json]
         [--kafka-control COMMAND] [--postgres-control COMMAND]

Needs KAFKA_BROKERS and DATABASE_URL: servers of its own, since it may kill them. A COMMAND is called with
kill or start (and a broker's number), or up for all brokers, at its {} or its end.
Scenarios: ${Object.keys(SCENARIOS).join(', ')}; all of them unless some are named.`;

function readOptions(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean', default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { events: text, seed: text, short: yes, keep: yes, json: yes, 'kafka-control': text, 'postgres-control': text },
    });
    const unknown = positionals.filter((name) => !Object.hasOwn(SCENARIOS, name));
    if (unknown.length > 0) throw new Error(`There is no scenario ${unknown.join(', ')}.`);
    for (const name of ['events', 'seed'] as const) {
      if (values[name] !== undefined && !/^\d+$/.test(values[name])) throw new Error(`--${name}: is not a whole number`);
    }
    return { ...values, names: positionals.length === 0 ? Object.keys(SCENARIOS) : positionals };
  } catch (error) {
    throw new AppError(`${(error as Error).message}\n${USAGE}`, { code: 'OPTION_INVALID', failure: 'invalid' });
  }
}

/** @returns 0 when everything that was run holds */
async function chaos(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  const { KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl, PATH: path = '' } = readEnvironment();
  if (!brokers || !databaseUrl) throw new AppError(USAGE, { code: 'SERVERS_MISSING', failure: 'invalid' });
  const seed = options.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(options.seed);
  const folder = mkdtempSync(join(tmpdir(), 'munshi-chaos-'));
  const context: Context = {
    brokers,
    databaseUrl,
    folder,
    path,
    seed,
    kafka: options['kafka-control'] === undefined ? null : createControl(options['kafka-control']),
    postgres: options['postgres-control'] === undefined ? null : createControl(options['postgres-control']),
    events: options.events === undefined ? null : Number(options.events),
    short: options.short,
    say: (text) => process.stderr.write(`  ${text}\n`),
  };
  process.stderr.write(`seed ${seed}; logs in ${folder}\n`);
  const outcomes = new Map<string, Outcome>();
  for (const name of options.names) {
    const scenario = SCENARIOS[name];
    if (scenario === undefined) continue;
    const missing = missingFor(scenario, context);
    if (missing !== null) {
      process.stderr.write(`${name}: left out, ${missing}\n`);
      continue;
    }
    process.stderr.write(`${name}: ${scenario.does}\n`);
    const load = loadavg()[0] ?? 0;
    const outcome = await scenario.run({ ...context, folder: join(folder, name) }).catch(failed);
    outcomes.set(name, outcome);
    process.stderr.write(`${outcome.measured}\n${outcome.holds ? 'holds' : 'DOES NOT HOLD'}\n`);
    writeResults({ name, scenario, outcome, seed, load, isShort: options.short });
  }
  const isAllWell = [...outcomes.values()].every(({ holds }) => holds);
  const verdict = sayVerdict(merge([...outcomes.values()].map((outcome) => outcome.verdict)), isAllWell);
  if (!options.json) process.stdout.write(`${sayOutcomes(outcomes)}\nseed ${seed}\n${verdict}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify({ seed, outcomes: Object.fromEntries(outcomes) })}\n`);
  if (isAllWell && !options.keep) rmSync(folder, { recursive: true, force: true });
  return isAllWell ? 0 : 1;
}

/** One scenario that cannot be judged does not end the others. */
function failed(error: unknown): Outcome {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return { holds: false, measured: `it ended with an error: ${(error as Error).message}`, verdict: NOTHING };
}

function missingFor({ needs, brokers = 1 }: Scenario, context: Context): string | null {
  if (needs !== 'nothing' && context[needs] === null) return `it needs --${needs}-control`;
  return context.brokers.split(',').length < brokers ? `KAFKA_BROKERS has to name ${brokers} brokers` : null;
}

function sayVerdict(verdict: Verdict, isAllWell: boolean): string {
  const wrong = CLASSES.flatMap((name) => verdict[name].map((id) => `${name}: ${id}`));
  if (wrong.length > 0) return wrong.join('\n');
  return isAllWell ? 'ALL-EVENTS-APPLIED' : 'no event is wrong, and something else does not hold';
}

function sayOutcomes(outcomes: ReadonlyMap<string, Outcome>): string {
  return [...outcomes].map(([name, { holds }]) => `${name}: ${holds ? 'holds' : 'DOES NOT HOLD'}`).join('\n');
}

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
try {
  // A scenario that failed may have left something that still tries.
  process.exit(await chaos(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
  process.exit(1);
}
