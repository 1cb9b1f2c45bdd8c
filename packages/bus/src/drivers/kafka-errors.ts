import { AppError } from '@munshi/service-kit/errors';
import { BusUnavailableError } from '../errors.ts';

interface VendorError {
  readonly type?: unknown;
  readonly code?: unknown;
  readonly name?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** Kafka's or the system's name of what went wrong: kafkajs hides it at different depths. */
export function reasonOf(error: unknown): string {
  let last = 'unknown';
  for (let at = error as VendorError | undefined; typeof at === 'object' && at !== null; at = (at.cause ?? at.errors?.[0]) as VendorError) {
    if (typeof at.type === 'string') return at.type;
    if (typeof at.code === 'string') return at.code;
    if (typeof at.name === 'string') last = at.name;
  }
  return last;
}

/** Of kafkajs's errors all are reasons to wait ("non-retriable" does not mean for good); others stay as they are. */
export function toBusError(error: unknown): unknown {
  const isVendors = error instanceof Error && (error.name.startsWith('KafkaJS') || reasonOf(error) !== error.name);
  return error instanceof AppError || !isVendors ? error : new BusUnavailableError(`Kafka does not do it: ${reasonOf(error)}`, error);
}

const FORBIDDEN = [
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'KafkaJSSASLAuthenticationError',
];

/** The brokers do not let us. While running that is a reason to wait: a grant may come back. */
export function isForbidden(error: unknown): boolean {
  return FORBIDDEN.includes(reasonOf(error));
}

const TOO_LARGE = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE'];

export function isTooLarge(error: unknown): boolean {
  return TOO_LARGE.includes(reasonOf(error));
}

/** Reasons for which no new consumer of ours can join its group. */
const HOPELESS = ['INCONSISTENT_GROUP_PROTOCOL', 'INVALID_GROUP_ID', 'INVALID_SESSION_TIMEOUT', 'UNSUPPORTED_VERSION'];

export function isHopeless(error: unknown): boolean {
  return error instanceof AppError ? !error.retryable : HOPELESS.includes(reasonOf(error));
}
