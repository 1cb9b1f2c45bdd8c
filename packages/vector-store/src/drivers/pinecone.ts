import { type Clock, systemClock } from '@munshi/service-kit/clock';
import { type RetryPolicy, withRetries } from '@munshi/service-kit/retry';
import { Pinecone } from '@pinecone-database/pinecone';
import { VectorModelError, VectorStoreUnavailableError } from '../errors.ts';
import { firstSetOf, isOfSpace, type OwnSpace, setIdOf, type VectorSet } from '../vector-set.ts';
import type { VectorStore } from '../vector-store.ts';
import type { PineconeConnection } from './pinecone-connection.ts';
import type { IndexCalls, IndexPlace } from './pinecone-index.ts';
import { type PineconeIndexes, pineconeIndexes } from './pinecone-indexes.ts';
import { pineconePointer } from './pinecone-pointer.ts';
import { namespacePrefixOf, pineconeVectors } from './pinecone-vectors.ts';
import { observed, translate, watchedFetch } from './pinecone-wire.ts';

export interface PineconeOptions extends IndexPlace {
  readonly apiKey: string;
  readonly controllerHost: string;
  readonly own: OwnSpace;
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
  /** For reads a person may wait on; writes get more. */
  readonly readPolicy?: RetryPolicy | undefined;
  readonly writePolicy?: RetryPolicy | undefined;
}

const READS: RetryPolicy = { attempts: 2, attemptMs: 5_000, totalMs: 10_000, longestWaitMs: 2_000 };
const WRITES: RetryPolicy = { attempts: 4, attemptMs: 30_000, totalMs: 120_000, longestWaitMs: 20_000 };
/** How long a reader may go on with the set that was read before a switch. Whoever drops that set waits longer. */
const POINTER_KEPT_MS = 5_000;

/** Vectors in Pinecone. Which set is read is a record beside them. */
export function createPineconeVectorStore(options: PineconeOptions): VectorStore {
  const { own } = options;
  const clock = options.clock ?? systemClock;
  const closing = new AbortController();
  const client = new Pinecone({
    apiKey: options.apiKey,
    controllerHostUrl: options.controllerHost,
    maxRetries: 0,
    fetchApi: watchedFetch(options.fetch ?? fetch),
  });
  const connection = connectionOf(client, { options, clock, closing: closing.signal });
  const calls = { ...indexCalls(client, options, connection), signal: closing.signal };
  const indexes = pineconeIndexes({ calls, place: options, isOurs: async () => (await pointer.read()) !== null });
  const pointer = pineconePointer(connection, indexes.first);
  let known: { readonly set: VectorSet | null; readonly until: number } | undefined;

  async function setToRead(): Promise<VectorSet> {
    const now = clock.now().getTime();
    if (known === undefined || known.until <= now) known = { set: await pointer.read(), until: now + POINTER_KEPT_MS };
    if (known.set === null) return firstSetOf(own);
    if (!isOfSpace(known.set, own)) throw new VectorModelError(known.set.model, own.model);
    return known.set;
  }

  const vectorsOf = (setNow: () => Promise<VectorSet>) => pineconeVectors({ connection, indexes, setNow });
  return {
    kind: 'pinecone',
    ...vectorsOf(setToRead),
    async ensureReady() {
      await indexes.first.ensure(own.dimension());
      await indexes.ensure((await setToRead()).dimension);
    },
    currentSet: () => pointer.read(),
    async switchTo(set) {
      await pointer.write(set);
      known = undefined;
    },
    inSet: (set) => vectorsOf(async () => set),
    async dropSet(set) {
      const read = await pointer.read();
      if (read && setIdOf(read) === setIdOf(set)) throw new RangeError('the set that is read cannot be dropped');
      await dropNamespaces(connection, indexes, set);
    },
    async close() {
      closing.abort(new VectorStoreUnavailableError('The vector store is closed.'));
    },
  };
}

// --- Internal ---

interface Context {
  readonly options: PineconeOptions;
  readonly clock: Clock;
  readonly closing: AbortSignal;
}

function connectionOf(client: Pinecone, { options, clock, closing }: Context): PineconeConnection {
  const policies = { read: options.readPolicy ?? READS, write: options.writePolicy ?? WRITES };
  return {
    closing,
    index: (host, namespace) => client.index({ host, namespace }),
    call(kind, work, signal) {
      const late = (limitMs: number): Error => new VectorStoreUnavailableError(`Pinecone did not answer within ${limitMs} ms.`);
      const isTransient = (error: unknown): boolean => error instanceof VectorStoreUnavailableError;
      const ended = signal ? AbortSignal.any([signal, closing]) : closing;
      return withRetries({ policy: policies[kind], signal: ended, late, isTransient }, async (ending) => {
        const exchange = { signal: ending };
        try {
          return await observed(exchange, () => work(exchange));
        } catch (error) {
          throw translate(error, exchange, clock.now());
        }
      });
    },
  };
}

function indexCalls(client: Pinecone, { cloud, region }: PineconeOptions, { call }: PineconeConnection): Omit<IndexCalls, 'signal'> {
  return {
    describe: (name) =>
      call('write', async (exchange) => {
        try {
          return await client.describeIndex(name);
        } catch (error) {
          if (exchange.status === 404) return null;
          throw error;
        }
      }),
    async create(name, dimension) {
      const vectors = { type: 'dense_vector', dimension, metric: 'cosine' } as const;
      const deployment = { deploymentType: 'managed', cloud, region } as const;
      await call('write', () =>
        client.createIndex({ name, deployment, schema: { fields: { _values: vectors } }, suppressConflicts: true, waitUntilReady: false }),
      );
    },
    dimensionAt: (host) => call('write', async () => (await client.index({ host }).describeIndexStats()).dimension),
  };
}

/** Those of a set's customers and of its public documents, a page at a time: Pinecone does not delete by a prefix. */
async function dropNamespaces({ call, index }: PineconeConnection, indexes: PineconeIndexes, set: VectorSet): Promise<void> {
  const whole = index(await indexes.hostFor(set.dimension), '__none__');
  const prefix = namespacePrefixOf(set);
  const ofSet = new RegExp(`^${prefix}(?:knowledge|c-[0-9a-f]{40})$`);
  for (let next: string | undefined, pages = 0; pages === 0 || next !== undefined; pages += 1) {
    const paginationToken = next;
    const page = await call('write', () =>
      whole.listNamespaces({ ...(prefix ? { prefix } : {}), ...(paginationToken ? { paginationToken } : {}) }),
    );
    for (const { name = '' } of page.namespaces ?? []) if (ofSet.test(name)) await call('write', () => whole.deleteNamespace(name));
    next = page.pagination?.next;
  }
}
