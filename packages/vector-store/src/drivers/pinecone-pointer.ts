import { VectorStoreUnavailableError } from '../errors.ts';
import type { VectorSet } from '../vector-set.ts';
import type { PineconeConnection, PineconeIndex } from './pinecone-connection.ts';
import type { IndexHost } from './pinecone-index.ts';
import { anyVector, tokenOf, waitForReads } from './pinecone-vectors.ts';

/** Holds one record, whose metadata names the set that is read. No customer's namespace and no set's can have this name. */
export const POINTER_NAMESPACE = 'munshi-set';
const POINTER_ID = 'current';

/** Which set is read, kept in the first index, so that whoever reads the vectors can also read that. */
export interface PineconePointer {
  read(): Promise<VectorSet | null>;
  write(set: VectorSet): Promise<void>;
}

export function pineconePointer(connection: PineconeConnection, first: IndexHost): PineconePointer {
  /** A vector of zeros is refused, so it is any other. */
  async function place(): Promise<{ index: PineconeIndex; dimension: number }> {
    const dimension = await first.dimension();
    if (dimension === undefined) throw new VectorStoreUnavailableError('Pinecone does not say what the index holds.');
    return { index: connection.index(await first.host(), POINTER_NAMESPACE), dimension };
  }

  return {
    async read() {
      const { index, dimension } = await place();
      const asked = { vector: anyVector(dimension), topK: 1, includeMetadata: true };
      return setOf(await connection.call('read', () => index.query(asked)));
    },
    async write({ model, dimension: numbers, edition }) {
      const { index, dimension } = await place();
      const record = { id: POINTER_ID, values: anyVector(dimension), metadata: { model, dimension: numbers, edition } };
      const token = await connection.call('write', async (exchange) => {
        await index.upsert({ records: [record] });
        return tokenOf(exchange);
      });
      await waitForReads(connection, { index, dimension }, token);
    },
  };
}

function setOf(answer: unknown): VectorSet | null {
  const matches = (answer as { matches?: unknown } | null)?.matches;
  if (!Array.isArray(matches)) throw new VectorStoreUnavailableError('Pinecone gave an answer that cannot be one: it holds no matches.');
  if (matches.length === 0) return null;
  const { model, dimension, edition } = (matches[0] as { metadata?: Record<string, unknown> }).metadata ?? {};
  if (typeof model !== 'string' || typeof dimension !== 'number' || typeof edition !== 'string')
    throw new VectorStoreUnavailableError('Pinecone gave an answer that cannot be one: it does not name the set that is read.');
  return { model, dimension, edition };
}
