import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '@munshi/service-kit/errors';
import { type Environment, readEnvironment } from '@munshi/service-kit/settings';
import type { JobView } from '../routes/job-view.ts';
import { type IngestOptions, readOptions, readTarget, USAGE, UsageError } from './ingest-options.ts';
import { reportOf } from './ingest-report.ts';
import { createIngestionClient, type IngestionClient } from './ingestion-client.ts';
import { preview } from './preview.ts';
import { createProgressBar, type ProgressOutput } from './progress-bar.ts';

export interface CommandContext {
  readonly environment: Environment;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: ProgressOutput;
}

/**
 * `npm run ingest`: brings files into the running system over HTTP, one after the other.
 * @returns 0 when every file was read to its end and something of it was taken, 1 when not, 2 when the command was not understood
 */
export async function ingest(argv: readonly string[], { environment, stdout, stderr }: CommandContext): Promise<number> {
  try {
    const options = readOptions(argv, environment);
    if (options.help) {
      stdout.write(`${USAGE}\n`);
      return 0;
    }
    if (options.preview) return await preview(options, { environment, stdout });
    const client = createIngestionClient(readTarget(environment));
    const jobs: JobView[] = [];
    for (const file of options.files) {
      const job = await ingestFile(client, file, { options, stderr });
      jobs.push(job);
      if (!options.json) stdout.write(`${reportOf(job)}\n`);
    }
    if (options.json) stdout.write(`${JSON.stringify(jobs.length === 1 ? jobs[0] : { jobs })}\n`);
    return jobs.every(succeeded) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    stderr.write(`${error.message}\n${error instanceof UsageError ? `\n${USAGE}\n` : ''}`);
    return error instanceof UsageError ? 2 : 1;
  }
}

/** A file of which not one line could be taken was not brought in, though it was read. */
function succeeded({ state, read, rejected }: JobView): boolean {
  return state === 'done' && (rejected === 0 || rejected < read);
}

interface Session {
  readonly options: IngestOptions;
  readonly stderr: ProgressOutput;
}

async function ingestFile(client: IngestionClient, file: string, { options, stderr }: Session): Promise<JobView> {
  const { size } = await stat(file);
  const bar = createProgressBar(stderr, basename(file));
  let sent = 0;
  try {
    const { jobId } = await client.upload(file, options, (bytes) => {
      sent += bytes;
      bar.show(size === 0 ? 1 : sent / size, 'sent');
    });
    return await client.follow(jobId, ({ bytes, bytesRead, read }) => {
      bar.show(bytes === 0 ? 1 : bytesRead / bytes, `${read.toLocaleString('en')} records`);
    });
  } finally {
    bar.clear();
  }
}

if (import.meta.main) {
  process.exitCode = await ingest(process.argv.slice(2), {
    environment: readEnvironment(),
    stdout: process.stdout,
    stderr: process.stderr,
  });
}
