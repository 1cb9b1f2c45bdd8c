import { setTimeout as pause } from 'node:timers/promises';
import { type Clock, systemClock } from '@munshi/service-kit/clock';
import { type RetryPolicy, withRetries } from '@munshi/service-kit/retry';
import { Pinecone } from '@pinecone-database/pinecone';
import { VectorStoreUnavailableError } from '../errors.ts';
import { checkDeleteFilter, checkQuery, matchesNothing, recordsToStore, type VectorSet } from '../records.ts';
import { namespaceOf, type Scope } from '../scope.ts';
import type { VectorRecord, VectorStore, WriteToken } from '../vector-store.ts';
import { type IndexCalls, type IndexPlace, indexHost } from './pinecone-index.ts';
import { type Exchange, matchesOf, observed, pineconeFilter, sequenceOf, translate, upsertBatches, watchedFetch } from './pinecone-wire.ts';

export interface PineconeOptions extends IndexPlace {
  readonly apiKey: string;
  readonly controllerHost: string;
  readonly set: VectorSet;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  /** For reads a person may wait on; writes get more. */
  readonly readPolicy?: RetryPolicy | undefined;
  readonly writePolicy?: RetryPolicy | undefined;
}

const READS: RetryPolicy = { attempts: 2, attemptMs: 5_000, totalMs: 10_000, longestWaitMs: 2_000 };
const WRITES: RetryPolicy = { attempts: 4, attemptMs: 30_000, totalMs: 120_000, longestWaitMs: 20_000 };
const IDS_PER_DELETE = 1_000;
const VISIBLE_WITHIN_MS = 60_000;
/** Nothing was written, or the server does not say when reads see it. */
const AT_ONCE: WriteToken = '';

/** Vectors in a Pinecone index. Reads trail writes there; `waitUntilVisible` compares the log sequence numbers of both. */
export function createPineconeVectorStore(options: PineconeOptions): VectorStore {
  const { set } = options;
  const clock = options.clock ?? systemClock;
  const reads = options.readPolicy ?? READS;
  const writes = options.writePolicy ?? WRITES;
  const closing = new AbortController();
  const client = new Pinecone({
    apiKey: options.apiKey,
    controllerHostUrl: options.controllerHost,
    maxRetries: 0,
    fetchApi: watchedFetch(options.fetch ?? fetch),
  });

  const call = <Result>(policy: RetryPolicy, work: (exchange: Exchange) => Promise<Result>, signal?: AbortSignal): Promise<Result> => {
    const late = (limitMs: number): Error => new VectorStoreUnavailableError(`Pinecone did not answer within ${limitMs} ms.`);
    const isTransient = (error: unknown): boolean => error instanceof VectorStoreUnavailableError;
    const ended = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    return withRetries({ policy, signal: ended, late, isTransient }, async (ending) => {
      const exchange: Exchange = { signal: ending };
      try {
        return await observed(exchange, () => work(exchange));
      } catch (error) {
        throw translate(error, exchange, clock.now());
      }
    });
  };
  const calls = { ...indexCalls(client, options, (work) => call(writes, work)), signal: closing.signal };
  const place = indexHost(calls, options, set.dimension);
  const indexOf = async (scope: Scope) => client.index({ host: await place.host(), namespace: namespaceOf(scope) });

  const remove = async (scope: Scope, what: { ids: string[] } | { filter: object } | 'all'): Promise<WriteToken> => {
    const index = await indexOf(scope);
    return call(writes, async (exchange) => {
      try {
        await (what === 'all' ? index.deleteAll() : index.deleteMany(what));
      } catch (error) {
        // A namespace comes with its first record: where there is none, there is nothing to delete.
        if (!exchange.namespaceMissing) throw error;
      }
      return tokenOf(exchange);
    });
  };

  const waitUntilVisible = async (scope: Scope, token: WriteToken): Promise<void> => {
    if (token === AT_ONCE) return;
    const index = await indexOf(scope);
    const vector = [1, ...new Array<number>(set.dimension() - 1).fill(0)];
    const end = performance.now() + VISIBLE_WITHIN_MS;
    for (let wait = 25; performance.now() < end; wait = Math.min(1_000, wait * 2)) {
      const seen = await call(reads, async (exchange) => {
        await index.query({ vector, topK: 1 });
        return sequenceOf(exchange.headers, 'x-pinecone-max-indexed-lsn');
      });
      if (seen === null || seen >= BigInt(token)) return;
      await pause(wait, undefined, { signal: closing.signal }).catch(() => closing.signal.throwIfAborted());
    }
    throw new VectorStoreUnavailableError(`Pinecone did not show a write within ${VISIBLE_WITHIN_MS} ms.`);
  };

  const upsert = async (scope: Scope, records: readonly VectorRecord[]): Promise<WriteToken> => {
    const batches = upsertBatches(recordsToStore(scope, records, set));
    let token = AT_ONCE;
    if (batches.length === 0) return token;
    const index = await indexOf(scope);
    for (const batch of batches) {
      token = await call(writes, async (exchange) => {
        await index.upsert({ records: batch.map((record) => ({ ...record, values: [...record.values], metadata: metadataOf(record) })) });
        return tokenOf(exchange);
      });
    }
    return token;
  };

  const deleteIds = async (scope: Scope, ids: readonly string[]): Promise<WriteToken> => {
    let token = AT_ONCE;
    for (let start = 0; start < ids.length; start += IDS_PER_DELETE) {
      token = await remove(scope, { ids: ids.slice(start, start + IDS_PER_DELETE) });
    }
    return token;
  };

  return {
    kind: 'pinecone',
    ensureReady: () => place.ensure(),
    upsert,
    async replace(scope, records, stale) {
      const written = await upsert(scope, records);
      return stale.length === 0 ? written : deleteIds(scope, stale);
    },
    async query(scope, query, signal) {
      signal?.throwIfAborted();
      checkQuery(query, set.dimension());
      const { vector, topK, filter = {} } = query;
      if (matchesNothing(filter)) return [];
      const asked = {
        vector: [...vector],
        topK,
        filter: pineconeFilter(scope, filter, set.model),
        includeMetadata: true,
        includeValues: false,
      };
      // Finding the index counts too: a person may be waiting.
      const ask = async () => matchesOf(await (await indexOf(scope)).query(asked), scope, { topK, model: set.model });
      return call(reads, ask, signal);
    },
    deleteIds,
    async deleteWhere(scope, filter) {
      checkDeleteFilter(filter);
      return matchesNothing(filter) ? AT_ONCE : remove(scope, { filter: pineconeFilter(scope, filter) });
    },
    deleteScope: async (scope) => waitUntilVisible(scope, await remove(scope, 'all')),
    waitUntilVisible,
    async close() {
      closing.abort(new VectorStoreUnavailableError('The vector store is closed.'));
    },
  };
}

// --- Internal ---

type Call = <Result>(work: (exchange: Exchange) => Promise<Result>) => Promise<Result>;

function indexCalls(client: Pinecone, { cloud, region, set }: PineconeOptions, call: Call): Omit<IndexCalls, 'signal'> {
  return {
    describe: (name) =>
      call(async (exchange) => {
        try {
          return await client.describeIndex(name);
        } catch (error) {
          if (exchange.status === 404) return null;
          throw error;
        }
      }),
    async create(name) {
      const vectors = { type: 'dense_vector', dimension: set.dimension(), metric: 'cosine' } as const;
      const deployment = { deploymentType: 'managed', cloud, region } as const;
      await call(() =>
        client.createIndex({ name, deployment, schema: { fields: { _values: vectors } }, suppressConflicts: true, waitUntilReady: false }),
      );
    },
    dimensionAt: (host) => call(async () => (await client.index({ host }).describeIndexStats()).dimension),
  };
}

function tokenOf({ headers }: Exchange): WriteToken {
  return sequenceOf(headers, 'x-pinecone-request-lsn')?.toString() ?? AT_ONCE;
}

type SdkMetadata = Record<string, string | number | boolean | string[]>;
const metadataOf = (record: { readonly metadata: object }): SdkMetadata => record.metadata as SdkMetadata;
