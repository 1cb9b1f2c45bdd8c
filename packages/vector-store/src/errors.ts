import { AppError } from '@munshi/service-kit/errors';

export class VectorStoreUnavailableError extends AppError {
  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { code: 'VECTOR_STORE_UNAVAILABLE', failure: 'unavailable', ...options });
  }
}

/** Credentials, quota or permission: a person has to act, and until then it is as good as down. */
export class VectorStoreRefusedError extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'VECTOR_STORE_REFUSED', failure: 'unavailable', cause });
  }
}

export class VectorInvalidError extends AppError {
  constructor(
    code: 'VECTOR_DIMENSION' | 'VECTOR_NOT_FINITE' | 'METADATA_TOO_LARGE' | 'VECTOR_REJECTED' | 'INDEX_MISMATCH',
    message: string,
    cause?: unknown,
  ) {
    super(message, { code, failure: 'invalid', cause });
  }
}

/** The vectors that are read come from another model: whoever asks in the words of this one would be answered at random. */
export class VectorModelError extends AppError {
  constructor(read: string, own: string) {
    super(`The vectors that are read are of ${read}, not of ${own}: those of ${own} are being built, or this process has other settings.`, {
      code: 'VECTOR_MODEL',
      failure: 'unavailable',
    });
  }
}
