import type { KnownSet } from '../domain/sets/set-plan.ts';

type Numbered = Pick<KnownSet, 'number'>;

/** Where a set keeps what it holds and has applied. The first one's is that of before there were sets. */
export const schemaOf = ({ number }: Numbered): string => (number === 1 ? 'embedding' : `embedding_${number}`);

/** Its consumer group. */
export const groupOf = ({ number }: Numbered): string => (number === 1 ? 'embedding' : `embedding.${number}`);

/** Its name in the vector store, beside model and dimension. */
export const editionOf = ({ number }: Numbered): string => String(number);
