import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '@munshi/service-kit/errors';
import type { Environment } from '@munshi/service-kit/settings';
import { RECORD_KINDS, type RecordKind } from '../domain/entry.ts';

export const USAGE = `Usage: npm run ingest -- FILE… [--kind ${RECORD_KINDS.join('|')}] [--live] [--json]

Brings files into the running system: CSV or JSON lines, also gzipped.
  --kind   what lines without a "record" field are (default: transactions)
  --live   the records happen now and may notify; without it they are history
  --json   the report as one JSON object on standard output`;

export interface IngestOptions {
  readonly files: readonly string[];
  readonly kind: RecordKind;
  readonly live: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** The command cannot begin; the message says what to do. */
export class UsageError extends AppError {
  constructor(message: string) {
    super(message, { code: 'USAGE', failure: 'invalid' });
  }
}

/** @throws UsageError */
export function readOptions(argv: readonly string[], environment: Environment): IngestOptions {
  const { values, positionals } = parse(argv);
  const kind = RECORD_KINDS.find((known) => known === values.kind);
  if (!kind) throw new UsageError(`--kind is one of ${RECORD_KINDS.join(', ')}`);
  if (positionals.length === 0 && !values.help) throw new UsageError('Which file? Give at least one.');
  const files = positionals.map((file) => findFile(file, environment));
  return { files, kind, live: values.live, json: values.json, help: values.help };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        kind: { type: 'string', default: 'transactions' },
        live: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** npm runs scripts in the root: a path is also looked for where the user stood. */
function findFile(file: string, environment: Environment): string {
  const candidates = [resolve(file), ...(environment.INIT_CWD ? [resolve(environment.INIT_CWD, file)] : [])];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found) return found;
  throw new UsageError(`${file}: there is no such file`);
}

/** Where the running system is, and the token it takes. @throws UsageError */
export function readTarget(environment: Environment): { url: string; token: string } {
  const url = environment.INGESTION_URL || `http://127.0.0.1:${environment.PORT || 3000}`;
  if (!URL.canParse(url)) throw new UsageError('INGESTION_URL is not a URL');
  const token = environment.OPERATOR_TOKEN || demoToken(environment.DATA_DIR || '.munshi');
  if (token) return { url: url.replace(/\/$/, ''), token };
  throw new UsageError('There is no operator token: set OPERATOR_TOKEN, or run `npm start` once, which makes one for the demo');
}

function demoToken(dataDir: string): string | null {
  try {
    const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as { OPERATOR_TOKEN?: unknown };
    return typeof secrets.OPERATOR_TOKEN === 'string' ? secrets.OPERATOR_TOKEN : null;
  } catch {
    return null;
  }
}
