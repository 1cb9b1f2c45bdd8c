import type { Embeddings } from '@munshi/embeddings/embeddings';
import { embeddedText } from '@munshi/embeddings/passage-text';
import { customerScopeOf, type Scope } from '@munshi/vector-store/scope';
import type { Vectors } from '@munshi/vector-store/vector-store';
import type { Change } from '../domain/indexing/indexing.ts';
import { SetOutgrownError } from './set-outgrown-error.ts';

/** Brings a set of vectors to what is wanted. Every id is deterministic: doing it again changes nothing. */
export interface Indexer {
  perform(changes: readonly Change[], signal: AbortSignal): Promise<void>;
  erase(customerIds: readonly string[]): Promise<void>;
}

export interface IndexerOptions {
  readonly embeddings: Embeddings;
  readonly vectors: Vectors;
  /** Numbers in a vector of the set. */
  readonly dimension: number;
  readonly pseudonymSecret: string;
}

/** Owners whose vectors are written at once: enough to hide the round trips, few enough for a vendor's limits. */
const OWNERS_AT_ONCE = 4;

export function createIndexer({ embeddings, vectors, dimension, pseudonymSecret }: IndexerOptions): Indexer {
  let ready: Promise<void> | undefined;

  /** Once, and again after a failure: a vendor that is down at the start holds up the work, not the process. */
  function ensureReady(): Promise<void> {
    ready ??= vectors.ensureReady().catch((error) => {
      ready = undefined;
      throw error;
    });
    return ready;
  }

  const scopeOf = (customerId: string | null): Scope => (customerId === null ? 'knowledge' : customerScopeOf(customerId, pseudonymSecret));

  /** Each fresh passage's record, by whose it is. */
  async function recordsOf(changes: readonly Change[], signal: AbortSignal) {
    const passages = changes.flatMap(({ wanted, fresh }) => fresh.map((passage) => ({ customerId: wanted.customerId, passage })));
    if (passages.length === 0) return new Map<string | null, never>();
    await embeddings.ensureReady();
    if (embeddings.dimension !== dimension) throw new SetOutgrownError(dimension, embeddings.dimension);
    const texts = passages.map(({ passage }) => embeddedText(passage.metadata));
    const embedded = await embeddings.embed(texts, signal);
    const records = passages.map(({ customerId, passage: { id, metadata } }, n) => ({
      customerId,
      record: { id, metadata, values: Array.from(embedded[n] ?? []) },
    }));
    return Map.groupBy(records, ({ customerId }) => customerId);
  }

  return {
    async perform(changes, signal) {
      const moving = changes.filter(({ fresh, stale }) => fresh.length > 0 || stale.length > 0);
      if (moving.length === 0) return;
      await ensureReady();
      const records = await recordsOf(moving, signal);
      // Of each owner in one step: a reader sees a document's old passages or its new ones.
      await inTurns([...Map.groupBy(moving, ({ wanted }) => wanted.customerId)], OWNERS_AT_ONCE, async ([customerId, own]) => {
        signal.throwIfAborted();
        const fresh = (records.get(customerId) ?? []).map(({ record }) => record);
        const scope = scopeOf(customerId);
        const token = await vectors.replace(
          scope,
          fresh,
          own.flatMap(({ stale }) => stale),
        );
        // Of public documents it is said that they can be found.
        if (scope === 'knowledge') await vectors.waitUntilVisible(scope, token);
      });
    },
    async erase(customerIds) {
      if (customerIds.length === 0) return;
      await ensureReady();
      for (const customerId of customerIds) await vectors.deleteScope(customerScopeOf(customerId, pseudonymSecret));
    },
  };
}

async function inTurns<Item>(items: readonly Item[], atOnce: number, work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of waiting) await work(item);
    }),
  );
}
