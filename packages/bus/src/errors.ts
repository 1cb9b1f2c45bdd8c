import { AppError } from '@munshi/service-kit/errors';

/** The broker is away or refuses us: waiting helps. */
export class BusUnavailableError extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'BUS_UNAVAILABLE', failure: 'unavailable', cause });
  }
}

/** The brokers refuse us: who we are, a topic or a group. A matter of configuration, told at the start. */
export class BusForbiddenError extends AppError {
  constructor(what: string, needed: string, cause?: unknown) {
    super(`Kafka: ${what}. Grant this user ${needed}, or check KAFKA_SASL_* and KAFKA_PREFIX.`, {
      code: 'BUS_FORBIDDEN',
      failure: 'refused',
      cause,
    });
  }
}

/** A record that no broker will take: too large, no key, unknown topic. */
export class BusRecordError extends AppError {
  constructor(code: 'RECORD_TOO_LARGE' | 'RECORD_KEY_MISSING' | 'TOPIC_UNKNOWN', message: string) {
    super(message, { code, failure: 'invalid' });
  }
}
