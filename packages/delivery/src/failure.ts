import { EventInvalidError } from '@munshi/events/event';
import { AppError, type FailureClass } from '@munshi/service-kit/errors';
import { BatchAbandonedError, LaneLostError } from './errors.ts';

/** What delivery does about a failure. `lane`: the batch is not ours any more. */
export type DeliveryFailure = 'unavailable' | 'invalid' | 'failed' | 'lane';

export interface FailureRule {
  /** Tries of a record that is alone, before its dead letter. */
  readonly attempts: number;
  /** Whether the batch is halved until the failing record is alone. */
  readonly isolate: boolean;
}

export const FAILURE_RULES: Readonly<Record<DeliveryFailure, FailureRule>> = {
  unavailable: { attempts: Number.POSITIVE_INFINITY, isolate: false },
  invalid: { attempts: 1, isolate: true },
  failed: { attempts: 4, isolate: true },
  lane: { attempts: 1, isolate: false },
};

/** A vendor that refuses *us* is `unavailable` already in its driver, so `refused` here is about this content. */
const CLASS_OF: Readonly<Record<FailureClass, DeliveryFailure>> = {
  unavailable: 'unavailable',
  invalid: 'invalid',
  refused: 'invalid',
  failed: 'failed',
};

/** Serialization failure and deadlock: another transaction was in the way, the same work succeeds later. */
const CONFLICTS = new Set(['40001', '40P01']);

export function deliveryFailureOf(error: unknown): DeliveryFailure {
  if (error instanceof LaneLostError || error instanceof BatchAbandonedError) return 'lane';
  if (error instanceof EventInvalidError) return 'invalid';
  if (error instanceof AppError && error.failure !== 'failed') return CLASS_OF[error.failure];
  return isConflict(error) ? 'unavailable' : 'failed';
}

/** A stable code for logs, metrics and dead letters; never a message. */
export function codeOf(error: unknown): string {
  if (error instanceof AppError || error instanceof EventInvalidError) return error.code;
  if (isConflict(error)) return 'DATABASE_CONFLICT';
  return error instanceof Error ? error.name : 'UNKNOWN';
}

/** What may be logged of an error: a bug's message can quote a customer's data, its stack frames cannot. */
export function loggable(error: unknown): Readonly<Record<string, unknown>> {
  const ours = error instanceof AppError || error instanceof EventInvalidError;
  const frames = error instanceof Error ? error.stack?.split('\n').filter((line) => line.startsWith('    at ')) : undefined;
  return { code: codeOf(error), ...(ours ? { reason: error.message } : { frames: frames?.slice(0, 8).join('\n') }) };
}

function isConflict(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && CONFLICTS.has(code)) || isConflict(error.cause);
}
