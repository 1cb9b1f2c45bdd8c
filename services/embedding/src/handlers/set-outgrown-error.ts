import { AppError } from '@munshi/service-kit/errors';

/** The vendor's vectors have another length than those of the set: waiting helps, since a new set is built. */
export class SetOutgrownError extends AppError {
  constructor(held: number, given: number) {
    super(`The embeddings have ${given} numbers now, the vectors that are there ${held}: they are built anew.`, {
      code: 'SET_OUTGROWN',
      failure: 'unavailable',
    });
  }
}
