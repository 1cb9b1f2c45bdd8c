import { AppError } from '@munshi/service-kit/errors';

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
