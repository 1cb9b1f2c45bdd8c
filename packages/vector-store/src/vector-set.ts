/** Vectors that belong together and are read together: of one model, one dimension, and texts that were cut in one way. */
export interface VectorSet {
  readonly model: string;
  readonly dimension: number;
  /** Tells the sets of one model apart. The first one is `FIRST_EDITION`. */
  readonly edition: string;
}

/** What a store works with until it is told of another set. */
export const FIRST_EDITION = '1';

/** The embeddings of whoever opened a store. The dimension may become known later than that, so it is asked for at use. */
export interface OwnSpace {
  readonly model: string;
  readonly dimension: () => number;
}

export function setIdOf({ model, dimension, edition }: VectorSet): string {
  return `${model}/${dimension}/${edition}`;
}

export function firstSetOf({ model, dimension }: OwnSpace): VectorSet {
  return { model, dimension: dimension(), edition: FIRST_EDITION };
}

/** Whether vectors of these embeddings may be compared with those of the set. */
export function isOfSpace({ model, dimension }: VectorSet, own: OwnSpace): boolean {
  return model === own.model && dimension === own.dimension();
}
