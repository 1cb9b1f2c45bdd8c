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

  /** Each passage's record, with whose it is. */
  async function recordsOf(documents: readonly Wanted[], signal: AbortSignal) {
    const passages = documents.flatMap(({ customerId, passages: own }) => own.map((passage) => ({ customerId, passage })));
    if (passages.length === 0) return [];
    const vectors = await embeddings.embed(
      passages.map(({ passage }) => embeddedText(passage.metadata)),
      signal,
    );
    return passages.map(({ customerId, passage: { id, metadata } }, n) => ({
      customerId,
      record: { id, metadata, values: Array.from(vectors[n] ?? []) },
    }));
  }

  return {
    model: embeddings.model,
    async perform(changes, signal) {
      const fresh = changes.filter(({ embed }) => embed).map(({ wanted }) => wanted);
      const stale = changes.filter((change) => change.stale.length > 0);
      if (fresh.length === 0 && stale.length === 0) return;
      await ensureReady();
      const records = await recordsOf(fresh, signal);
      // Of each owner in one step: a reader sees a document's old passages or its new ones.
      for (const customerId of new Set([...fresh, ...stale.map(({ wanted }) => wanted)].map((document) => document.customerId))) {
        const own = records.filter((record) => record.customerId === customerId).map(({ record }) => record);
        const gone = stale.filter(({ wanted }) => wanted.customerId === customerId).flatMap((change) => change.stale);
        await vectorStore.replace(scopeOf(customerId), own, gone);
      }
    },
    async erase(customerIds) {
      if (customerIds.length === 0) return;
      await ensureReady();
      for (const customerId of customerIds) await vectorStore.deleteScope(customerScopeOf(customerId, pseudonymSecret));
    },
  };
}
