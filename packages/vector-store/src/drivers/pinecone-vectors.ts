import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { VectorStoreUnavailableError } from '../errors.ts';
import { checkDeleteFilter, checkQuery, matchesNothing, recordsToStore } from '../records.ts';
import { namespaceOf, type Scope } from '../scope.ts';
import { FIRST_EDITION, setIdOf, type VectorSet } from '../vector-set.ts';
import type { VectorRecord, Vectors, WriteToken } from '../vector-store.ts';
import type { PineconeConnection, PineconeIndex } from './pinecone-connection.ts';
import type { PineconeIndexes } from './pinecone-indexes.ts';
import { type Exchange, matchesOf, pineconeFilter, sequenceOf, upsertBatches } from './pinecone-wire.ts';

const IDS_PER_DELETE = 1_000;
const VISIBLE_WITHIN_MS = 60_000;
/** Nothing was written, or the server does not say when reads see it. */
const AT_ONCE: WriteToken = '';

export interface PineconeVectorsOptions {
  readonly connection: PineconeConnection;
  readonly indexes: PineconeIndexes;
  setNow(): Promise<VectorSet>;
}

/** The vectors of a set. Reads trail writes in Pinecone; `waitUntilVisible` compares the log sequence numbers of both. */
export function pineconeVectors({ connection, indexes, setNow }: PineconeVectorsOptions): Vectors {
  const { call } = connection;
  const indexIn = async (set: VectorSet, scope: Scope): Promise<PineconeIndex> =>
    connection.index(await indexes.hostFor(set.dimension), `${namespacePrefixOf(set)}${namespaceOf(scope)}`);

  const remove = async (scope: Scope, what: { ids: string[] } | { filter: object } | 'all'): Promise<WriteToken> => {
    const index = await indexIn(await setNow(), scope);
    return call('write', async (exchange) => {
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
    const set = await setNow();
    await waitForReads(connection, { index: await indexIn(set, scope), dimension: set.dimension }, token);
  };

  const upsert = async (scope: Scope, records: readonly VectorRecord[]): Promise<WriteToken> => {
    if (records.length === 0) return AT_ONCE;
    const set = await setNow();
    const batches = upsertBatches(recordsToStore(scope, records, set));
    const index = await indexIn(set, scope);
    let token = AT_ONCE;
    for (const batch of batches) {
      token = await call('write', async (exchange) => {
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
    ensureReady: async () => indexes.ensure((await setNow()).dimension),
    upsert,
    async replace(scope, records, stale) {
      const written = await upsert(scope, records);
      return stale.length === 0 ? written : deleteIds(scope, stale);
    },
    async query(scope, query, signal) {
      signal?.throwIfAborted();
      const { vector, topK, filter = {} } = query;
      // Finding the set and its index counts too: a person may be waiting.
      const ask = async () => {
        const set = await setNow();
        checkQuery(query, set.dimension);
        if (matchesNothing(filter)) return [];
        const condition = pineconeFilter(scope, filter, set.model);
        const asked = { vector: [...vector], topK, filter: condition, includeMetadata: true, includeValues: false };
        return matchesOf(await (await indexIn(set, scope)).query(asked), scope, { topK, model: set.model });
      };
      return call('read', ask, signal);
    },
    deleteIds,
    async deleteWhere(scope, filter) {
      checkDeleteFilter(filter);
      return matchesNothing(filter) ? AT_ONCE : remove(scope, { filter: pineconeFilter(scope, filter) });
    },
    deleteScope: async (scope) => waitUntilVisible(scope, await remove(scope, 'all')),
    waitUntilVisible,
  };
}

/** What the names of a set's namespaces begin with. Those of the first edition begin with nothing. */
export function namespacePrefixOf(set: VectorSet): string {
  return set.edition === FIRST_EDITION ? '' : `${createHash('sha256').update(setIdOf(set)).digest('hex').slice(0, 16)}-`;
}

/** Where reads of an index have to get to. @throws VectorStoreUnavailableError after a minute */
export async function waitForReads(
  { call, closing }: PineconeConnection,
  { index, dimension }: { readonly index: PineconeIndex; readonly dimension: number },
  token: WriteToken,
): Promise<void> {
  if (token === AT_ONCE) return;
  const end = performance.now() + VISIBLE_WITHIN_MS;
  for (let wait = 25; performance.now() < end; wait = Math.min(1_000, wait * 2)) {
    const seen = await call('read', async (exchange) => {
      await index.query({ vector: anyVector(dimension), topK: 1 });
      return sequenceOf(exchange.headers, 'x-pinecone-max-indexed-lsn');
    });
    if (seen === null || seen >= BigInt(token)) return;
    await pause(wait, undefined, { signal: closing }).catch(() => closing.throwIfAborted());
  }
  throw new VectorStoreUnavailableError(`Pinecone did not show a write within ${VISIBLE_WITHIN_MS} ms.`);
}

export function anyVector(dimension: number): number[] {
  return [1, ...new Array<number>(dimension - 1).fill(0)];
}

export function tokenOf({ headers }: Exchange): WriteToken {
  return sequenceOf(headers, 'x-pinecone-request-lsn')?.toString() ?? AT_ONCE;
}

type SdkMetadata = Record<string, string | number | boolean | string[]>;
const metadataOf = (record: { readonly metadata: object }): SdkMetadata => record.metadata as SdkMetadata;
