import { AppError } from '@munshi/service-kit/errors';

/** What a caller asked for is not there, or is not theirs: the two look the same. */
export class NotFoundError extends AppError {
  constructor(what: 'CUSTOMER' | 'TRANSACTION' | 'CLAIM' | 'NOTIFICATION' | 'CONVERSATION' | 'MESSAGE' | 'TIP') {
    super(`There is no such ${what.toLowerCase()}`, { code: `${what}_NOT_FOUND`, failure: 'invalid' });
  }
}

export class RequestInvalidError extends AppError {
  constructor(message: string, code = 'REQUEST_INVALID') {
    super(message, { code, failure: 'invalid' });
  }
}

/** Somebody else, on another page perhaps, was faster. */
export class PreferencesChangedError extends AppError {
  constructor() {
    super('Your preferences were changed meanwhile. Read them again, and set yours in them.', {
      code: 'PREFERENCES_CHANGED',
      failure: 'invalid',
    });
  }
}

export class SignInError extends AppError {
  constructor(code: 'SIGN_IN_REQUIRED' | 'TOKEN_INVALID' | 'SCOPE_REFUSED' | 'ORIGIN_REFUSED', message: string) {
    super(message, { code, failure: 'refused' });
  }
}

export class TooManyMessagesError extends AppError {
  constructor(retryAfterMs: number) {
    super('Too many messages at once. Wait a moment.', { code: 'TOO_MANY_MESSAGES', failure: 'refused', retryAfterMs });
  }
}
