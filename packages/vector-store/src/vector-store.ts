import type { Scope } from './scope.ts';
import type { VectorSet } from './vector-set.ts';

export type MetadataValue = string | number | boolean | readonly string[];

/** At most 40 KB of metadata as JSON; longer text is cut by whoever writes it. */
export interface VectorRecord {
  readonly id: string;
  readonly values: readonly number[];
  readonly metadata: Readonly<Record<string, MetadataValue>>;
}

/** All conditions hold. A field that is absent equals nothing. On a list, `eq` and `in` ask for membership. */
export type Filter = Readonly<
  Record<
    string,
    { readonly eq: string | number | boolean } | { readonly in: readonly string[] } | { readonly gte: number } | { readonly lte: number }
  >
>;

export interface Match {
  readonly id: string;
  /** Cosine similarity, -1..1, highest first. */
  readonly score: number;
  readonly metadata: Readonly<Record<string, MetadataValue>>;
}

/** Where a write has got to; opaque. */
export type WriteToken = string;

/**
 * Vectors with metadata. No call without a scope; a customer's records carry `customerId` in their metadata, set and
 * filtered and checked by the driver.
 * @throws VectorStoreUnavailableError, VectorStoreRefusedError, VectorInvalidError (wrong dimension, metadata too large)
 */
export interface Vectors {
  /** Creates the index where it is missing; checks dimension and metric where it is there. */
  ensureReady(): Promise<void>;
  upsert(scope: Scope, records: readonly VectorRecord[]): Promise<WriteToken>;
  /**
   * Writes the records and removes those of `stale`: what a new version of a document asks for. PostgreSQL shows both at once;
   * Pinecone knows no transactions and shows the new ones first, so that at no time there is nothing.
   */
  replace(scope: Scope, records: readonly VectorRecord[], stale: readonly string[]): Promise<WriteToken>;
  query(
    scope: Scope,
    query: { readonly vector: readonly number[]; readonly topK: number; readonly filter?: Filter },
    signal?: AbortSignal,
  ): Promise<Match[]>;
  deleteIds(scope: Scope, ids: readonly string[]): Promise<WriteToken>;
  deleteWhere(scope: Scope, filter: Filter): Promise<WriteToken>;
  /** Everything of a scope. */
  deleteScope(scope: Exclude<Scope, 'knowledge'>): Promise<void>;
  /** Resolves when reads see the write. */
  waitUntilVisible(scope: Scope, token: WriteToken): Promise<void>;
}

/**
 * A store holds one set of vectors or more and knows which one is read. Its own calls work with that one, or with the first
 * edition of its own model where nobody has switched yet. Contract: `test/contract.ts`.
 * @throws VectorModelError from every call while the set that is read is of another model than this store was opened for
 */
export interface VectorStore extends Vectors {
  readonly kind: 'pinecone' | 'postgres';
  /** The set that is read; null before the first switch. */
  currentSet(): Promise<VectorSet | null>;
  /** From now on this set is read, and no other. Readers follow at once in PostgreSQL, within seconds in Pinecone. */
  switchTo(set: VectorSet): Promise<void>;
  /** A set by its name, whether or not it is read: here a new one is built. */
  inSet(set: VectorSet): Vectors;
  /** Removes a whole set, of every customer. Refused (RangeError) while it is read. */
  dropSet(set: VectorSet): Promise<void>;
  /** Idempotent. */
  close(): Promise<void>;
}
