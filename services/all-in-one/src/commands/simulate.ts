import { createWriteStream } from 'node:fs';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { createGzip } from 'node:zlib';
import { type Bank, createBank, historyStart } from '@munshi/bank-simulator/simulate';
import { systemClock } from '@munshi/service-kit/clock';
import { AppError } from '@munshi/service-kit/errors';
import { addressOf, readSecret } from '@munshi/service-kit/running-system';
import { bankSettings, type Environment, loadSettings, readEnvironment } from '@munshi/service-kit/settings';
import { z } from 'zod';
import { bankDay } from '../bank-day.ts';
import { DEMO_BANK } from '../demo/demo-bank.ts';
import { createIngestionClient } from '../demo/ingestion-client.ts';
import { calibrate, calibrationText } from './simulate-calibration.ts';
import { sendLive } from './simulate-live.ts';

const USAGE =
  'simulate [--customers N] [--months M] [--seed S] [--until DATE] [--out FILE] [--truth FILE] [--live RATE [--speed X]] [--calibration FILE] [--json]';

const LINES_A_WRITE = 500;

const count = z.coerce.number().int().min(1);
const options = z.object({
  customers: count.max(1_000_000).optional(),
  months: count.max(120).default(DEMO_BANK.months),
  seed: z.coerce.number().int().default(DEMO_BANK.seed),
  until: z.iso.date('is not a date YYYY-MM-DD').optional(),
  out: z.string().optional(),
  truth: z.string().optional(),
  /** Transactions a minute. */
  live: z.coerce.number().positive().max(60_000).optional(),
  /** Simulated seconds a second. */
  speed: z.coerce.number().min(1).max(1_000_000).default(1),
  /** The published facts to hold the bank against. */
  calibration: z.string().optional(),
  json: z.boolean().default(false),
});
type Options = z.output<typeof options>;

export interface CommandIo {
  readonly environment: Environment;
  readonly stdout: Pick<Writable, 'write'>;
  readonly stderr: Pick<Writable, 'write'>;
  readonly signal: AbortSignal;
}

/** The simulated bank: its history and its truth as files, or what happens in it now into the running system. */
export async function simulate(argv: readonly string[], io: CommandIo): Promise<void> {
  const chosen = readOptions(argv);
  const { BANK_TIME_ZONE } = loadSettings(bankSettings, io.environment);
  const until = chosen.until ?? bankDay(BANK_TIME_ZONE, systemClock.now());
  if (chosen.calibration !== undefined) return report(chosen, { file: chosen.calibration, until }, io);
  const customers = chosen.customers ?? DEMO_BANK.customers;
  const bank = createBank({ customers, seed: chosen.seed, from: historyStart({ months: chosen.months, until }), until });
  const { from } = bank.options;
  const written = {
    out: chosen.out === undefined ? null : await writeLines(bank.history(), chosen.out),
    truth: chosen.truth === undefined ? null : await writeLines(bank.truth(), chosen.truth),
  };
  if (written.out !== null) io.stderr.write(`${chosen.out}: ${written.out} lines, ${from} to the day before ${until}\n`);
  if (written.truth !== null) io.stderr.write(`${chosen.truth}: ${written.truth} lines\n`);
  const sent = chosen.live === undefined ? null : await feed(bank, { perMinute: chosen.live, speed: chosen.speed }, io);
  const { months, seed } = chosen;
  if (chosen.json)
    io.stdout.write(`${JSON.stringify({ customers, months, seed, from, until, lines: written.out, truthLines: written.truth, sent })}\n`);
}

/** @throws AppError `OPTION_INVALID` with what is wrong and the usage */
function readOptions(argv: readonly string[]): Options {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        customers: text,
        months: text,
        seed: text,
        until: text,
        out: text,
        truth: text,
        live: text,
        speed: text,
        calibration: text,
        json: { type: 'boolean' },
      },
    });
    const chosen = options.safeParse(values);
    if (!chosen.success) throw new Error(chosen.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`).join('\n'));
    const { out, truth, live, calibration } = chosen.data;
    if ([out, truth, live, calibration].every((one) => one === undefined))
      throw new Error('Say where it goes: --out FILE, --truth FILE or --live RATE; or --calibration FILE.');
    return chosen.data;
  } catch (error) {
    throw new AppError(`${(error as Error).message}\n${USAGE}`, { code: 'OPTION_INVALID', failure: 'invalid' });
  }
}

async function writeLines(records: Iterable<unknown>, file: string): Promise<number> {
  let lines = 0;
  function* text() {
    let part = '';
    for (const record of records) {
      lines += 1;
      part += `${JSON.stringify(record)}\n`;
      if (lines % LINES_A_WRITE > 0) continue;
      yield part;
      part = '';
    }
    yield part;
  }
  const source = Readable.from(text());
  const sink = createWriteStream(file);
  await (file.endsWith('.gz') ? pipeline(source, createGzip(), sink) : pipeline(source, sink));
  return lines;
}

function report({ customers, seed, json }: Options, { file, until }: { file: string; until: string }, io: CommandIo): void {
  const found = calibrate({ file, customers, seed, until });
  io.stdout.write(json ? `${JSON.stringify(found)}\n` : calibrationText(found));
}

/** Sends what happens to the running system until it is interrupted; gives the number of transactions. */
async function feed(bank: Bank, { perMinute, speed }: { perMinute: number; speed: number }, io: CommandIo): Promise<number> {
  const ingestion = createIngestionClient({
    url: addressOf(io.environment, 'INGESTION_URL'),
    operatorToken: readSecret(io.environment, 'OPERATOR_TOKEN'),
  });
  io.stderr.write('Transactions happen until Ctrl-C.\n');
  // The demo of `npm start` is feed 0: two feeds of one bank must not meet in their ids.
  const happenings = bank.live({ feed: 1 });
  return sendLive(happenings, ingestion, { perMinute, speed, from: bank.endsAt, clock: systemClock, signal: io.signal });
}

if (import.meta.main) {
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  process.once('SIGTERM', () => abort.abort());
  try {
    await simulate(process.argv.slice(2), {
      environment: readEnvironment(),
      stdout: process.stdout,
      stderr: process.stderr,
      signal: abort.signal,
    });
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
