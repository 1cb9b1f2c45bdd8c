import type { Database } from '@munshi/database/database';
import type { Clock } from '@munshi/service-kit/clock';
import { AppError } from '@munshi/service-kit/errors';
import type { Logger } from '@munshi/service-kit/logger';
import type { VectorStoreSettings } from './settings.ts';
import type { VectorStore } from './vector-store.ts';

export interface OpenVectorStoreOptions {
  /** Holds the vectors where Pinecone is not set; stays the caller's. */
  readonly database: Database | null;
  /**
   * Of the embeddings whose vectors these are. A function where it is not known yet (`() => embeddings.dimension`):
   * so a vendor that is down at the start does not stop the start.
   */
  readonly dimension: number | (() => number);
  readonly model: string;
  readonly logger: Logger;
  readonly fetch?: typeof fetch;
  readonly clock?: Clock;
}

/** The vector store that the settings choose. Nothing is asked of anyone before `ensureReady`. */
export async function openVectorStore(settings: VectorStoreSettings, options: OpenVectorStoreOptions): Promise<VectorStore> {
  const { dimension, model } = options;
  const store = await choose(settings, { ...options, dimension: typeof dimension === 'function' ? dimension : () => dimension });
  options.logger.info({ kind: store.kind, model }, 'vector store chosen');
  return store;
}

interface Chosen extends OpenVectorStoreOptions {
  readonly dimension: () => number;
}

async function choose(settings: VectorStoreSettings, { database, dimension, model, fetch, clock }: Chosen): Promise<VectorStore> {
  const own = { dimension, model };
  if (settings.PINECONE_API_KEY !== undefined) {
    const { createPineconeVectorStore } = await import('./drivers/pinecone.ts');
    return createPineconeVectorStore({
      apiKey: settings.PINECONE_API_KEY,
      index: settings.PINECONE_INDEX ?? null,
      host: settings.PINECONE_HOST ?? null,
      controllerHost: settings.PINECONE_CONTROLLER_HOST,
      cloud: settings.PINECONE_CLOUD,
      region: settings.PINECONE_REGION,
      own,
      fetch,
      clock,
    });
  }
  if (!database) {
    throw new AppError('Without PINECONE_API_KEY the vectors live in PostgreSQL, and no database is open here.', {
      code: 'VECTOR_STORE_HOMELESS',
      failure: 'invalid',
    });
  }
  const { createPostgresVectorStore } = await import('./drivers/postgres.ts');
  return createPostgresVectorStore(database, own);
}
