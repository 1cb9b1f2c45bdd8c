import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { AppError } from '@munshi/service-kit/errors';
import { addressOf, readSecret } from '@munshi/service-kit/running-system';
import { type Environment, readEnvironment } from '@munshi/service-kit/settings';
import { z } from 'zod';
import { createOperatorClient, type OperatorClient } from './operator-client.ts';

const USAGE = `dead-letters -- list   [filters] [--json]
dead-letters -- show ID [--json]
dead-letters -- replay [filters] [--rate PER_SECOND] [--dry-run] [--json]

filters: --service S  --topic T (where the record came from)  --class invalid|failed  --customer ID  --since TIME`;

const letter = z.looseObject({
  id: z.string(),
  topic: z.string(),
  key: z.string(),
  failure: z.string(),
  code: z.string(),
  attempts: z.number(),
  lastAt: z.string(),
  bytes: z.number(),
  shape: z.unknown(),
  unreplayable: z.string().nullable(),
});
type Letter = z.output<typeof letter>;
const page = z.object({ items: z.array(letter), total: z.number(), nextCursor: z.string().nullable() });
const report = z.object({
  replayed: z.number(),
  skipped: z.array(z.object({ id: z.string(), reason: z.string() })),
  next: z.string().nullable(),
});

export interface CommandIo {
  readonly environment: Environment;
  readonly stdout: Pick<Writable, 'write'>;
  readonly stderr: Pick<Writable, 'write'>;
}

/** @throws AppError `OPTION_INVALID` with the usage */
function readOptions(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean', default: false } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { service: text, topic: text, class: text, customer: text, since: text, rate: text, 'dry-run': yes, json: yes },
    });
    const { json, rate, 'dry-run': dryRun, ...filter } = values;
    const [action, id, ...more] = positionals;
    if (action === undefined || !Object.hasOwn(ACTIONS, action)) throw new Error('Say what to do.');
    if ((action === 'show') !== (id !== undefined) || more.length > 0) throw new Error('show takes one ID, the others none.');
    if (rate !== undefined && !(Number(rate) >= 1)) throw new Error('--rate: is not a number of letters a second');
    return {
      action: action as keyof typeof ACTIONS,
      id: id ?? '',
      json,
      dryRun,
      filter,
      ...(rate !== undefined && { rate: Number(rate) }),
    };
  } catch (error) {
    throw new AppError(`${(error as Error).message}\n${USAGE}`, { code: 'OPTION_INVALID', failure: 'invalid' });
  }
}
type Options = ReturnType<typeof readOptions>;

const ACTIONS = { list, show, replay };

/**
 * Dead letters of the running system: a list, one of them, or back to their topics.
 * @returns 0 when it did what was asked; 1 when letters were left out of a replay
 */
export async function deadLetters(argv: readonly string[], io: CommandIo): Promise<number> {
  const options = readOptions(argv);
  const client = createOperatorClient({
    url: addressOf(io.environment, 'INGESTION_URL'),
    operatorToken: readSecret(io.environment, 'OPERATOR_TOKEN'),
    setting: 'INGESTION_URL',
  });
  return ACTIONS[options.action](client, options, io);
}

async function list(client: OperatorClient, { filter, json }: Options, { stdout, stderr }: CommandIo): Promise<number> {
  const items: Letter[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const query = new URLSearchParams({ ...given(filter), limit: '200', ...(cursor !== undefined && { cursor }) });
    const { items: more, nextCursor } = page.parse(await client.get(`/v1/dead-letters?${query}`));
    items.push(...more);
    cursor = nextCursor;
  }
  if (json) stdout.write(`${JSON.stringify({ items })}\n`);
  else for (const one of items) stdout.write(`${lineOf(one)}\n`);
  stderr.write(`${items.length} dead letters\n`);
  return 0;
}

async function show(client: OperatorClient, { id, json }: Options, { stdout }: CommandIo): Promise<number> {
  const found = await client.get(`/v1/dead-letters/${encodeURIComponent(id)}`);
  stdout.write(`${JSON.stringify(found, null, json ? 0 : 2)}\n`);
  return 0;
}

/** In parts, so that a command that is ended stops the replay with it. */
async function replay(client: OperatorClient, { filter, rate, dryRun, json }: Options, { stdout, stderr }: CommandIo): Promise<number> {
  let replayed = 0;
  const skipped: { id: string; reason: string }[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const body = { ...given(filter), dryRun, ...(rate !== undefined && { perSecond: rate }), ...(after !== undefined && { after }) };
    const part = report.parse(await client.post('/v1/dead-letters/replay', body));
    replayed += part.replayed;
    skipped.push(...part.skipped);
    after = part.next;
    stderr.write(`${replayed} ${dryRun ? 'would be replayed' : 'replayed'}, ${skipped.length} left out\n`);
  }
  if (json) stdout.write(`${JSON.stringify({ dryRun, replayed, skipped })}\n`);
  else for (const { id, reason } of skipped) stdout.write(`${id}  left out: ${reason}\n`);
  return skipped.length === 0 ? 0 : 1;
}

function given(filter: Options['filter']): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function lineOf({ id, lastAt, topic, failure, code, attempts, key, bytes, shape }: Letter): string {
  const columns = [id.padEnd(24), lastAt, topic.padEnd(24), failure.padEnd(8), code.padEnd(24), `${attempts}×`, key, `${bytes} B`];
  return `${columns.join('  ')}  ${shape === null ? '' : JSON.stringify(shape).slice(0, 160)}`;
}

if (import.meta.main) {
  try {
    process.exitCode = await deadLetters(process.argv.slice(2), {
      environment: readEnvironment(),
      stdout: process.stdout,
      stderr: process.stderr,
    });
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
