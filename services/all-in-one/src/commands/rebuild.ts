import type { Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { AppError } from '@munshi/service-kit/errors';
import { addressOf, readSecret, type ServiceAddress } from '@munshi/service-kit/running-system';
import { type Environment, readEnvironment } from '@munshi/service-kit/settings';
import { z } from 'zod';
import { createOperatorClient, type OperatorClient } from './operator-client.ts';

const USAGE = 'rebuild -- analytics|chat-gateway|embedding|notification [--json]';
const LOOK_MS = 500;
const MOST_TRIES = 20;
/** A service that restarts, or a network that hiccups, does not end the command. */
const AWAY_LIMIT_MS = 60_000;

/** Where each service answers; the same address where all run in one process. */
const ADDRESSES: Readonly<Record<string, ServiceAddress>> = {
  analytics: 'ANALYTICS_URL',
  'chat-gateway': 'MUNSHI_URL',
  embedding: 'EMBEDDING_URL',
  notification: 'NOTIFICATION_URL',
};

const job = z.object({
  jobId: z.string(),
  service: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  phase: z.string(),
  done: z.number(),
  total: z.number(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  error: z.string().nullable(),
});
type Job = z.output<typeof job>;
const jobs = z.object({ items: z.array(job) });

export interface CommandIo {
  readonly environment: Environment;
  readonly stdout: Pick<Writable, 'write'>;
  readonly stderr: Pick<Writable, 'write'>;
}

/** @throws AppError `OPTION_INVALID` with the usage */
function readOptions(argv: readonly string[]): { readonly service: string; readonly address: ServiceAddress; readonly json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false } },
    });
    const [service = '', ...more] = positionals;
    if (service === 'ingestion') throw new Error('ingestion has no read model: what it keeps are records.');
    const address = Object.hasOwn(ADDRESSES, service) ? ADDRESSES[service] : undefined;
    if (address === undefined || more.length > 0) throw new Error('Say which service.');
    return { service, address, json: values.json };
  } catch (error) {
    throw new AppError(`${(error as Error).message}\n${USAGE}`, { code: 'OPTION_INVALID', failure: 'invalid' });
  }
}

/**
 * Makes the read model of a service anew in the running system, and shows how far it is.
 * @returns 0 when the new one has taken the old one's place
 */
export async function rebuild(argv: readonly string[], io: CommandIo): Promise<number> {
  const { service, address, json } = readOptions(argv);
  const client = createOperatorClient({
    url: addressOf(io.environment, address),
    operatorToken: readSecret(io.environment, 'OPERATOR_TOKEN'),
    setting: address,
  });
  const path = `/v1/rebuilds/${service}`;
  const begun = job.parse(await begin(client, path));
  const ended = await follow(client, { path, jobId: begun.jobId }, io);
  const seconds = (Date.parse(ended.finishedAt ?? ended.startedAt) - Date.parse(ended.startedAt)) / 1000;
  if (json) io.stdout.write(`${JSON.stringify(ended)}\n`);
  else if (ended.state === 'done') io.stdout.write(`${service}: ${ended.done} events applied anew in ${seconds.toFixed(1)} s\n`);
  if (ended.state === 'failed') io.stderr.write(`${service}: the rebuild failed: ${ended.error}\n`);
  return ended.state === 'done' ? 0 : 1;
}

/** A service that has just started, or moves, may not take it yet. */
async function begin(client: OperatorClient, path: string): Promise<unknown> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.post(path, {});
    } catch (error) {
      const isBusy = error instanceof AppError && error.code === 'SYSTEM_REFUSED' && error.retryable;
      if (!isBusy || tries >= MOST_TRIES) throw error;
      await pause(LOOK_MS);
    }
  }
}

async function follow(client: OperatorClient, { path, jobId }: { path: string; jobId: string }, { stderr }: CommandIo): Promise<Job> {
  let shown = '';
  let seenAt = Date.now();
  for (;;) {
    const found = await look(client, path, jobId).catch((error: unknown) => {
      if (Date.now() - seenAt > AWAY_LIMIT_MS || !(error instanceof AppError && error.retryable)) throw error;
      return null;
    });
    if (found !== null) {
      seenAt = Date.now();
      const line = `${found.phase}: ${found.done} of ${found.total} events\n`;
      if (line !== shown) stderr.write(line);
      shown = line;
      if (found.state !== 'running') return found;
    }
    await pause(LOOK_MS);
  }
}

/** @throws AppError `REBUILD_UNKNOWN` where the service has never heard of it */
async function look(client: OperatorClient, path: string, jobId: string): Promise<Job> {
  const found = jobs.parse(await client.get(path)).items.find((one) => one.jobId === jobId);
  if (found === undefined) throw new AppError('The service knows nothing of this rebuild.', { code: 'REBUILD_UNKNOWN', failure: 'failed' });
  return found;
}

if (import.meta.main) {
  try {
    process.exitCode = await rebuild(process.argv.slice(2), {
      environment: readEnvironment(),
      stdout: process.stdout,
      stderr: process.stderr,
    });
  } catch (error) {
    process.stderr.write(`${error instanceof AppError ? error.message : (error as Error).stack}\n`);
    process.exitCode = 1;
  }
}
