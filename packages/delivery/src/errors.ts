import { AppError } from '@munshi/service-kit/errors';

/** A newer owner took the lane: what this one was doing is rolled back. */
export class LaneLostError extends AppError {
  constructor(lane: string) {
    super(`a newer owner has taken the lane ${lane}`, { code: 'LANE_LOST', failure: 'unavailable' });
  }
}

/** A rebuild is about to change the read model for its new one; the lane goes on in a moment. */
export class LanePausedError extends AppError {
  constructor(lane: string) {
    super(`the lane ${lane} stands still for a rebuild`, { code: 'LANE_PAUSED', failure: 'unavailable' });
  }
}

/** The lane was revoked or the process stops: what is not committed comes again, to whoever owns the lane then. */
export class BatchAbandonedError extends AppError {
  constructor(lane: string) {
    super(`the lane ${lane} was given up before its batch was done`, { code: 'BATCH_ABANDONED', failure: 'unavailable' });
  }
}

/** A mistake in how a service emits or wires its handlers. */
export class DeliveryMisuseError extends AppError {
  constructor(
    code: 'EMIT_INVALID' | 'EMIT_LATE' | 'EMIT_FOREIGN_TOPIC' | 'EMIT_UNOWNED_LANE' | 'EMIT_UNNAMED_KEY' | 'HANDLER_TWICE',
    message: string,
    cause?: unknown,
  ) {
    super(message, { code, failure: 'failed', cause });
  }
}
