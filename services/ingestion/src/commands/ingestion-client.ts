import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@munshi/service-kit/errors';
import type { JobView } from '../routes/job-view.ts';
import type { IngestOptions } from './ingest-options.ts';

const POLL_MS = 150;
/** How long a running system may be away, restarting, before the command gives up. */
const AWAY_LIMIT_MS = 60_000;

export interface IngestionClient {
  upload(file: string, options: Pick<IngestOptions, 'kind' | 'live' | 'map'>, onBytes: (bytes: number) => void): Promise<JobView>;
  /** Resolves when the job has ended; tells each state it sees. */
  follow(jobId: string, onState: (job: JobView) => void): Promise<JobView>;
}

/** The system does not answer, or refuses. */
export class IngestionCallError extends AppError {}

export function createIngestionClient({ url, token }: { url: string; token: string }, request = fetch): IngestionClient {
  const authorization = `Bearer ${token}`;

  async function call(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<JobView> {
    let answer: Response;
    try {
      answer = await request(`${url}${path}`, { ...init, headers: { authorization, ...init.headers } });
    } catch (cause) {
      throw new IngestionCallError(`No answer from ${url}: is it running? INGESTION_URL says where.`, {
        code: 'INGESTION_AWAY',
        failure: 'unavailable',
        cause,
      });
    }
    if (answer.ok) return (await answer.json()) as JobView;
    const problem = (await answer.json().catch(() => ({}))) as { title?: string; code?: string };
    const hint = answer.status === 401 ? '; OPERATOR_TOKEN must be that of the running system' : '';
    throw new IngestionCallError(`${url} answers ${answer.status}: ${problem.title ?? 'no reason given'}${hint}`, {
      code: problem.code ?? 'INGESTION_REFUSED',
      failure: answer.status >= 500 ? 'unavailable' : 'invalid',
    });
  }

  return {
    async upload(file, { kind, live, map }, onBytes) {
      const boundary = randomUUID();
      const parts = Readable.from(
        multipart(file, { kind, live: String(live), ...(map ? { map: JSON.stringify(map) } : {}) }, { boundary, onBytes }),
      );
      const body = Readable.toWeb(parts) as unknown as BodyInit;
      const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
      return call('/v1/files', { method: 'POST', headers, body, duplex: 'half' });
    },
    async follow(jobId, onState) {
      for (let seen = Date.now(); ; await pause(POLL_MS)) {
        try {
          const job = await call(`/v1/jobs/${jobId}`);
          seen = Date.now();
          onState(job);
          if (job.state === 'done' || job.state === 'failed') return job;
        } catch (error) {
          const away = error instanceof AppError && error.retryable && Date.now() - seen < AWAY_LIMIT_MS;
          if (!away) throw error;
        }
      }
    },
  };
}

async function* multipart(
  file: string,
  fields: Readonly<Record<string, string>>,
  { boundary, onBytes }: { boundary: string; onBytes: (bytes: number) => void },
): AsyncGenerator<Buffer> {
  for (const [name, value] of Object.entries(fields)) {
    yield Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`);
  }
  const name = basename(file)
    .replaceAll('"', '%22')
    .replace(/[\r\n]/g, '_');
  yield Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
  );
  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 })) {
    yield chunk as Buffer;
    onBytes((chunk as Buffer).length);
  }
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}
