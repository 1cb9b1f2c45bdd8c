import { setTimeout as pause } from 'node:timers/promises';
import { VectorInvalidError, VectorStoreRefusedError, VectorStoreUnavailableError } from '../errors.ts';

/** Where the index is, or is to be. Of `index` and `host` one at least is given. */
export interface IndexPlace {
  readonly index: string | null;
  /** Of an index that exists: then nothing is asked of the control plane. */
  readonly host: string | null;
  readonly cloud: string;
  readonly region: string;
}

/** What the SDK says of an index; all of it checked here. */
export interface IndexDescription {
  readonly host?: string;
  readonly status?: { readonly ready?: boolean };
  readonly schema?: { readonly fields?: Readonly<Record<string, unknown>> };
}

/** The calls of the SDK that are needed here, with its time limits and errors already in place. */
export interface IndexCalls {
  /** Null where there is no such index. */
  describe(name: string): Promise<IndexDescription | null>;
  /** Fine if it is there already. */
  create(name: string, dimension: number): Promise<void>;
  dimensionAt(host: string): Promise<number | undefined>;
  readonly signal: AbortSignal;
}

export interface IndexHost {
  /** @throws VectorStoreRefusedError where there is no such index */
  host(): Promise<string>;
  /** Numbers in the vectors that it holds; undefined where nobody says. @throws VectorStoreRefusedError where there is no such index */
  dimension(): Promise<number | undefined>;
  /**
   * Waits until it is ready; where it is missing, it is created for vectors of `dimension` numbers. Resolves with what it holds.
   * @throws VectorInvalidError `INDEX_MISMATCH` where it compares by another metric
   */
  ensure(dimension: number): Promise<number | undefined>;
}

const READY_WITHIN_MS = 120_000;

/** `calls.signal` ends every wait: the store is being closed. */
export function indexHost(calls: IndexCalls, place: Pick<IndexPlace, 'index' | 'host'>): IndexHost {
  let known = place.host;
  let held: number | undefined;
  const name = place.index ?? place.host ?? '';

  const describe = async (index: string): Promise<IndexDescription | null> => {
    const description = await calls.describe(index);
    if (description && !description.host) throw new VectorStoreUnavailableError(`Pinecone does not say where the index "${index}" is.`);
    known ??= description?.host ?? null;
    held ??= description ? denseVectorsOf(description)?.dimension : undefined;
    return description;
  };

  const whenReady = async (index: string, dimension: number): Promise<IndexDescription> => {
    const end = performance.now() + READY_WITHIN_MS;
    for (let wait = 100; performance.now() < end; wait = Math.min(5_000, wait * 2)) {
      const description = await describe(index);
      if (description?.status?.ready) return description;
      if (!description) await calls.create(index, dimension);
      await pause(wait, undefined, { signal: calls.signal }).catch(() => calls.signal.throwIfAborted());
    }
    throw new VectorStoreUnavailableError(`The index "${index}" was not ready within ${READY_WITHIN_MS} ms.`);
  };

  const host = async (): Promise<string> => {
    if (known === null && place.index !== null) await describe(place.index);
    if (known === null) throw new VectorStoreRefusedError(`There is no index "${place.index}" in Pinecone.`);
    return known;
  };

  return {
    host,
    async dimension() {
      const found = await host();
      held ??= await calls.dimensionAt(found);
      return held;
    },
    async ensure(dimension) {
      const description = place.host === null && place.index !== null ? await whenReady(place.index, dimension) : {};
      const metric = denseVectorsOf(description)?.metric;
      if (metric !== undefined && metric !== 'cosine') throw indexMismatch(`${name} compares by ${metric}, not by cosine`);
      held ??= await calls.dimensionAt(await host());
      return held;
    },
  };
}

export function indexMismatch(what: string): Error {
  return new VectorInvalidError('INDEX_MISMATCH', `The Pinecone index ${what}: set PINECONE_INDEX to another index, or to a new name.`);
}

// --- Internal ---

/** Not by the description's own `dimension`: a getter that throws while an index is being made. */
function denseVectorsOf({ schema }: IndexDescription): { dimension: number | undefined; metric: string | undefined } | null {
  for (const field of Object.values(schema?.fields ?? {})) {
    const { type, dimension, metric } = field as { type?: unknown; dimension?: unknown; metric?: unknown };
    if (type !== 'dense_vector') continue;
    return {
      dimension: typeof dimension === 'number' ? dimension : undefined,
      metric: typeof metric === 'string' ? metric : undefined,
    };
  }
  return null;
}
