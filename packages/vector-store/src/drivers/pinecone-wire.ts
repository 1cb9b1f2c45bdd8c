import { AsyncLocalStorage } from 'node:async_hooks';
import { AppError } from '@munshi/service-kit/errors';
import { retryAfterOf } from '@munshi/service-kit/retry';
import { VectorInvalidError, VectorStoreRefusedError, VectorStoreUnavailableError } from '../errors.ts';
import { belongsTo, CUSTOMER_FIELD, MODEL_FIELD, metadataToShow, type StoredRecord } from '../records.ts';
import type { Scope } from '../scope.ts';
import type { Filter, Match, MetadataValue } from '../vector-store.ts';

/** 2 MB less the envelope. Reached before the 1,000 records wherever vectors are long. */
const MOST_BYTES = 1_900_000;
const MOST_RECORDS = 1_000;

/** What a request of the SDK got back; the SDK itself hides status and headers. */
export interface Exchange {
  readonly signal: AbortSignal;
  status?: number;
  headers?: Headers;
  namespaceMissing?: boolean;
}

const exchanges = new AsyncLocalStorage<Exchange>();

/** Runs SDK code so that its requests end with the exchange's signal and leave their answer's head there. */
export const observed = <Result>(exchange: Exchange, work: () => Promise<Result>): Promise<Result> => exchanges.run(exchange, work);

/** A `fetch` for the SDK, which knows no time limit. */
export function watchedFetch(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const exchange = exchanges.getStore();
    if (!exchange) return inner(input, init);
    const response = await inner(input, { ...init, signal: exchange.signal });
    exchange.status = response.status;
    exchange.headers = response.headers;
    if (response.status === 404) exchange.namespaceMissing = /namespace not found/i.test(await response.clone().text());
    return response;
  };
}

/** The records in order, in requests that Pinecone takes. */
export function upsertBatches(records: readonly StoredRecord[]): StoredRecord[][] {
  const batches: StoredRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const size = Buffer.byteLength(JSON.stringify(record)) + 1;
    const last = batches.at(-1);
    if (last && last.length < MOST_RECORDS && bytes + size <= MOST_BYTES) {
      last.push(record);
      bytes += size;
    } else {
      batches.push([record]);
      bytes = size;
    }
  }
  return batches;
}

/** Our conditions, the scope's customer, and the model if one is given. Never empty, and no field is top level: both are errors of the SDK. */
export function pineconeFilter(scope: Scope, filter: Filter, model?: string): object {
  const conditions = Object.entries(filter).map(([field, condition]) =>
    Object.fromEntries([[field, Object.fromEntries(Object.entries(condition).map(([operator, value]) => [`$${operator}`, value]))]]),
  );
  if (scope !== 'knowledge') conditions.push({ [CUSTOMER_FIELD]: { $eq: scope.customerId } });
  if (model !== undefined) conditions.push({ [MODEL_FIELD]: { $eq: model } });
  return { $and: conditions };
}

/** @throws VectorStoreUnavailableError for an answer that cannot be one, or that holds what this scope may not see */
export function matchesOf(answer: unknown, scope: Scope, wanted: { readonly topK: number; readonly model: string }): Match[] {
  const wrong = (what: string): Error => new VectorStoreUnavailableError(`Pinecone gave an answer that cannot be one: ${what}.`);
  const matches = (answer as { matches?: unknown } | null)?.matches;
  if (!Array.isArray(matches)) throw wrong('it holds no matches');
  const checked = matches.map((match: { id?: unknown; score?: unknown; metadata?: unknown }): Match => {
    const { id, score, metadata } = match;
    if (typeof id !== 'string' || typeof score !== 'number' || !Number.isFinite(score)) throw wrong('a match without id or score');
    if (typeof metadata !== 'object' || metadata === null) throw wrong('a match without metadata');
    if (!belongsTo(scope, metadata as Record<string, unknown>)) throw wrong('a record of another scope');
    const stored = metadata as Record<string, MetadataValue>;
    if (stored[MODEL_FIELD] !== wanted.model) throw wrong('a record of another model');
    return { id, score, metadata: metadataToShow(stored) };
  });
  return checked.sort((a, b) => b.score - a.score).slice(0, wanted.topK);
}

/** Our error for what the SDK threw, by the status that was seen. The vendor's message is left out: it may repeat what we sent. */
export function translate(error: unknown, exchange: Exchange, now: Date): unknown {
  if (error instanceof AppError) return error;
  const { status, headers } = exchange;
  if (status === undefined) return new VectorStoreUnavailableError('Pinecone cannot be reached.', { cause: connectionCause(error) });
  if (status < 300) return new VectorStoreUnavailableError('Pinecone broke off its answer, or gave one that cannot be read.');
  const said = `Pinecone answered ${status}`;
  if (status === 408 || status === 409 || status === 412 || status === 425 || status === 429 || status >= 500) {
    const retryAfterMs = headers ? retryAfterOf(headers, now) : undefined;
    return new VectorStoreUnavailableError(`${said}.`, retryAfterMs === undefined ? {} : { retryAfterMs });
  }
  if (status === 400 || status === 413 || status === 422)
    return new VectorInvalidError('VECTOR_REJECTED', `${said}: it refuses this request.`);
  if (status === 404) return new VectorStoreRefusedError(`${said}: check PINECONE_INDEX and PINECONE_HOST.`);
  return new VectorStoreRefusedError(`${said}: check the key, its permissions and the quota.`);
}

/** The log sequence number in a header, if there is one. */
export function sequenceOf(headers: Headers | undefined, name: string): bigint | null {
  const value = headers?.get(name) ?? '';
  return /^\d+$/.test(value) ? BigInt(value) : null;
}

/** The innermost cause says ECONNREFUSED; what is around it repeats the request. */
function connectionCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  return cause;
}
