import type { Exchange } from './pinecone-wire.ts';

/** What is used of the SDK's index, so that the SDK itself is known in one file. */
export interface PineconeIndex {
  upsert(options: {
    records: { id: string; values: number[]; metadata: Record<string, string | number | boolean | string[]> }[];
  }): Promise<unknown>;
  query(options: { vector: number[]; topK: number; filter?: object; includeMetadata?: boolean; includeValues?: boolean }): Promise<unknown>;
  deleteMany(options: { ids: string[] } | { filter: object }): Promise<unknown>;
  deleteAll(): Promise<unknown>;
  describeIndexStats(): Promise<{ dimension?: number }>;
  listNamespaces(options: { prefix?: string; paginationToken?: string }): Promise<{
    namespaces?: { name?: string }[];
    pagination?: { next?: string };
  }>;
  deleteNamespace(name: string): Promise<unknown>;
}

/** Calls of the SDK with their limits, retries and errors in our words. */
export interface PineconeConnection {
  /** Reads are what a person may wait on; writes get more time. */
  call<Result>(kind: 'read' | 'write', work: (exchange: Exchange) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  index(host: string, namespace: string): PineconeIndex;
  /** Aborted when the store closes. */
  readonly closing: AbortSignal;
}
