import type { Embeddings } from '@munshi/embeddings/embeddings';
import { embeddedText } from '@munshi/embeddings/passage-text';
import { customerScopeOf, type Scope } from '@munshi/vector-store/scope';
import type { VectorStore } from '@munshi/vector-store/vector-store';
import type { Change, Wanted } from '../domain/indexing/indexing.ts';

/** Brings the vector store to what is wanted. Every id is deterministic: doing it again changes nothing. */
export interface Indexer {
  /** Names the set of vectors. */
  readonly model: string;
  perform(changes: readonly Change[], signal: AbortSignal): Promise<void>;
  erase(customerIds: readonly string[]): Promise<void>;
}

export interface IndexerOptions {
  readonly embeddings: Embeddings;
  readonly vectorStore: VectorStore;
  readonly pseudonymSecret: string;
}

export function createIndexer({ embeddings, vectorStore, pseudonymSecret }: IndexerOptions): Indexer {
  let ready: Promise<void> | undefined;

  /** Once, and again after a failure: a vendor that is down at the start holds up the work, not the process. */
  function ensureReady(): Promise<void> {
    ready ??= embeddings
      .ensureReady()
      .then(() => vectorStore.ensureReady())
      .catch((error) => {
        ready = undefined;
        throw error;
      });
    return ready;
  }

  const scopeOf = (customerId: string | null): Scope => (customerId === null ? 'knowledge' : customerScopeOf(customerId, pseudonymSecret));

  async function write(documents: readonly Wanted[], signal: AbortSignal): Promise<void> {
    const passages = documents.flatMap(({ customerId, passages: own }) => own.map((passage) => ({ customerId, passage })));
    if (passages.length === 0) return;
    const vectors = await embeddings.embed(
      passages.map(({ passage }) => embeddedText(passage.metadata)),
      signal,
    );
    const records = passages.map(({ customerId, passage: { id, metadata } }, n) => ({
      customerId,
      record: { id, metadata, values: Array.from(vectors[n] ?? []) },
    }));
    for (const [customerId, own] of Map.groupBy(records, (record) => record.customerId)) {
      await vectorStore.upsert(
        scopeOf(customerId),
        own.map(({ record }) => record),
      );
    }
  }

  return {
    model: embeddings.model,
    async perform(changes, signal) {
      const fresh = changes.filter(({ embed }) => embed).map(({ wanted }) => wanted);
      const stale = changes.filter((change) => change.stale.length > 0);
      if (fresh.length === 0 && stale.length === 0) return;
      await ensureReady();
      await write(fresh, signal);
      for (const change of stale) await vectorStore.deleteIds(scopeOf(change.wanted.customerId), change.stale);
    },
    async erase(customerIds) {
      if (customerIds.length === 0) return;
      await ensureReady();
      for (const customerId of customerIds) await vectorStore.deleteScope(customerScopeOf(customerId, pseudonymSecret));
    },
  };
}
