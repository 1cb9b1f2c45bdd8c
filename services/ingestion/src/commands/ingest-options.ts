import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '@munshi/service-kit/errors';
import { addressOf, readSecret } from '@munshi/service-kit/running-system';
import type { Environment } from '@munshi/service-kit/settings';
import { RECORD_KINDS, type RecordKind } from '../domain/entry.ts';
import { type AnyMapping, parseMapping } from '../domain/mapping/mapping.ts';

export const USAGE = `Usage: npm run ingest -- FILE… [--kind ${RECORD_KINDS.join('|')}] [--map FILE] [--preview] [--live] [--json]

Brings files into the running system: CSV, JSON lines, JSON array or pickle, also gzipped.
  --kind   what lines without a "record" field are (default: transactions)
  --map    a mapping of the columns, as JSON (see --preview), for a file that is not recognised
  --preview  shows how each file would be read, and proposes a mapping; nothing is sent
  --live   the records happen now and may notify; without it they are history
  --json   the report as one JSON object on standard output`;

export interface IngestOptions {
  readonly files: readonly string[];
  readonly kind: RecordKind;
  readonly map: AnyMapping | null;
  readonly preview: boolean;
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
  const map = values.map === undefined ? null : mappingIn(findFile(values.map, environment));
  return { files, kind, map, preview: values.preview, live: values.live, json: values.json, help: values.help };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        kind: { type: 'string', default: 'transactions' },
        map: { type: 'string' },
        preview: { type: 'boolean', default: false },
        live: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** @throws UsageError */
function mappingIn(file: string): AnyMapping {
  const read = parseMapping(readFileSync(file, 'utf8'));
  if ('problem' in read) throw new UsageError(`${file}: ${read.problem}`);
  return read.mapping;
}

/** npm runs scripts in the root: a path is also looked for where the user stood. */
function findFile(file: string, environment: Environment): string {
  const candidates = [resolve(file), ...(environment.INIT_CWD ? [resolve(environment.INIT_CWD, file)] : [])];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found) return found;
  throw new UsageError(`${file}: there is no such file`);
}

/** Where the running system is, and the token it takes. @throws AppError where there is none */
export function readTarget(environment: Environment): { url: string; token: string } {
  const url = addressOf(environment, 'INGESTION_URL');
  if (!URL.canParse(url)) throw new UsageError('INGESTION_URL is not a URL');
  return { url: url.replace(/\/$/, ''), token: readSecret(environment, 'OPERATOR_TOKEN') };
}
