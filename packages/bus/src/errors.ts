import { AppError } from '@munshi/service-kit/errors';

/** The broker is away or refuses us: waiting helps. */
export class BusUnavailableError extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'BUS_UNAVAILABLE', failure: 'unavailable', cause });
  }
}

/** A record that no broker will take: too large, no key, unknown topic. */
export class BusRecordError extends AppError {
  constructor(code: 'RECORD_TOO_LARGE' | 'RECORD_KEY_MISSING' | 'TOPIC_UNKNOWN', message: string) {
    super(message, { code, failure: 'invalid' });
  }
}
