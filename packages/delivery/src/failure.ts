import { EventInvalidError } from '@munshi/events/event';
import { AppError, type FailureClass, failureOf } from '@munshi/service-kit/errors';
import { BatchAbandonedError, LaneLostError } from './errors.ts';

/** The three classes, and `lane`: the batch is not ours any more. */
export type DeliveryFailure = 'unavailable' | 'invalid' | 'failed' | 'lane';

export interface FailureRule {
  /** `wait` for as long as it takes; `isolate`: halve the batch until the record is alone; `abandon` the batch to its owner. */
  readonly remedy: 'wait' | 'isolate' | 'abandon';
  /** Tries of a record that is alone, before its dead letter. */
  readonly attempts: number;
}

export const FAILURE_RULES: Readonly<Record<DeliveryFailure, FailureRule>> = {
  unavailable: { remedy: 'wait', attempts: Number.POSITIVE_INFINITY },
  invalid: { remedy: 'isolate', attempts: 1 },
  failed: { remedy: 'isolate', attempts: 4 },
  lane: { remedy: 'abandon', attempts: 1 },
};

/** A vendor that refuses *us* is `unavailable` already in its driver, so `refused` here is about this content. */
const CLASS_OF: Readonly<Record<FailureClass, DeliveryFailure>> = {
  unavailable: 'unavailable',
  invalid: 'invalid',
  refused: 'invalid',
  failed: 'failed',
};

export function deliveryFailureOf(error: unknown): DeliveryFailure {
  if (error instanceof LaneLostError || error instanceof BatchAbandonedError) return 'lane';
  if (error instanceof EventInvalidError) return 'invalid';
  return CLASS_OF[failureOf(error)];
}

/** A stable code for logs, metrics and dead letters; never a message. */
export function codeOf(error: unknown): string {
  if (error instanceof AppError || error instanceof EventInvalidError) return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}

/** What may be logged of an error: a bug's message can quote a customer's data, its stack frames cannot. */
export function loggable(error: unknown): Readonly<Record<string, unknown>> {
  const ours = error instanceof AppError || error instanceof EventInvalidError;
  const frames = error instanceof Error ? error.stack?.split('\n').filter((line) => line.startsWith('    at ')) : undefined;
  return { code: codeOf(error), ...(ours ? { reason: error.message } : { frames: frames?.slice(0, 8).join('\n') }) };
}
