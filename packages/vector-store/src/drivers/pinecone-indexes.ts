import { type IndexCalls, type IndexHost, type IndexPlace, indexHost, indexMismatch } from './pinecone-index.ts';

/**
 * The indexes of a store. A Pinecone index holds vectors of one dimension, so sets of another one live in an index of their own,
 * named `<PINECONE_INDEX>-<dimension>`, beside the first; only the first is known by its host alone.
 */
export interface PineconeIndexes {
  /** The one that the settings name: it says which set is read. */
  readonly first: IndexHost;
  hostFor(dimension: number): Promise<string>;
  /**
   * Creates what is missing, checks what is there.
   * @throws VectorInvalidError `INDEX_MISMATCH` where the first index holds another dimension and is not ours, or has no name
   */
  ensure(dimension: number): Promise<void>;
}

export interface PineconeIndexesOptions {
  readonly calls: IndexCalls;
  readonly place: IndexPlace;
  /** Whether the first index says which set is read: one that does not is somebody else's. */
  isOurs(): Promise<boolean>;
}

export function pineconeIndexes({ calls, place, isOurs }: PineconeIndexesOptions): PineconeIndexes {
  const first = indexHost(calls, place);
  const others = new Map<number, IndexHost>();

  function beside(dimension: number): IndexHost {
    const known = others.get(dimension) ?? indexHost(calls, { index: `${place.index}-${dimension}`, host: null });
    others.set(dimension, known);
    return known;
  }

  return {
    first,
    async hostFor(dimension) {
      if (place.index === null) return first.host();
      const held = await first.dimension();
      return held === undefined || held === dimension ? first.host() : beside(dimension).host();
    },
    async ensure(dimension) {
      const held = await first.ensure(dimension);
      if (held === undefined || held === dimension) return;
      const mismatch = indexMismatch(`${place.index ?? place.host} holds vectors of ${held} numbers, the embeddings have ${dimension}`);
      if (place.index === null || !(await isOurs())) throw mismatch;
      const other = await beside(dimension).ensure(dimension);
      if (other !== undefined && other !== dimension) throw mismatch;
    },
  };
}
