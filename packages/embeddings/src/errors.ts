import { AppError } from '@munshi/service-kit/errors';

/** Down, slow, limiting, or answering what cannot be an answer: waiting helps. */
export class EmbeddingsUnavailableError extends AppError {
  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { code: 'EMBEDDINGS_UNAVAILABLE', failure: 'unavailable', ...options });
  }
}

export class EmbeddingsInvalidError extends AppError {
  constructor(code: 'TEXT_EMPTY' | 'TEXT_REFUSED', message: string, cause?: unknown) {
    super(message, { code, failure: 'invalid', cause });
  }
}

/** Credentials, permission, quota or model: a person has to act, and until then it is as good as down. */
export class EmbeddingsRefusedError extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'EMBEDDINGS_REFUSED', failure: 'unavailable', cause });
  }
}
