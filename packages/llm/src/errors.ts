import { AppError } from '@munshi/service-kit/errors';

export class LlmUnavailableError extends AppError {
  constructor(message: string, options: { cause?: unknown; retryAfterMs?: number } = {}) {
    super(message, { code: 'LLM_UNAVAILABLE', failure: 'unavailable', ...options });
  }
}

export class LlmRefusedError extends AppError {
  constructor(code: 'LLM_CREDENTIALS' | 'LLM_MODEL_UNKNOWN' | 'LLM_REQUEST_REFUSED', message: string, cause?: unknown) {
    super(message, { code, failure: 'refused', cause });
  }
}
