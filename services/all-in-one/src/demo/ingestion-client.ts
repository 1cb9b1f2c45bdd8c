import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { AppError } from '@munshi/service-kit/errors';
import { z } from 'zod';

const job = z.object({ jobId: z.string(), state: z.string(), read: z.int(), accepted: z.int() });
export type IngestionJob = z.output<typeof job>;

/** The few calls of ingestion's HTTP interface that a bank's feed needs. */
export interface IngestionClient {
  /** Sends a file as history; gives the job that takes it in. */
  upload(file: string): Promise<IngestionJob>;
  /** Null for a job that ingestion does not know. */
  job(jobId: string): Promise<IngestionJob | null>;
  /** Transactions that happen now. */
  post(transactions: readonly unknown[]): Promise<void>;
}

export interface IngestionAddress {
  readonly url: string;
  readonly operatorToken: string;
}

/** @throws AppError `INGESTION_REFUSED` with the status and ingestion's own words */
export function createIngestionClient({ url, operatorToken }: IngestionAddress): IngestionClient {
  async function call(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, url), { ...init, headers: { authorization: `Bearer ${operatorToken}`, ...init.headers } });
  }

  return {
    async upload(file) {
      const form = new FormData();
      form.set('kind', 'transactions');
      form.set('file', await openAsBlob(file), basename(file));
      return job.parse(await (await accepted(await call('/v1/files', { method: 'POST', body: form }))).json());
    },
    async job(jobId) {
      const response = await call(`/v1/jobs/${encodeURIComponent(jobId)}`);
      return response.status === 404 ? null : job.parse(await (await accepted(response)).json());
    },
    async post(transactions) {
      const headers = { 'content-type': 'application/json' };
      await accepted(await call('/v1/transactions', { method: 'POST', headers, body: JSON.stringify(transactions) }));
    },
  };
}

async function accepted(response: Response): Promise<Response> {
  if (response.ok) return response;
  const message = `Ingestion answered ${response.status}: ${(await response.text()).slice(0, 300)}`;
  throw new AppError(message, { code: 'INGESTION_REFUSED', failure: response.status >= 500 ? 'unavailable' : 'failed' });
}
