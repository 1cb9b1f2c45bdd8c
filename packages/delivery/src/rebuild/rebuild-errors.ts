import { AppError } from '@munshi/service-kit/errors';
import { codeOf } from '../failure.ts';

/** A rebuild cannot go on; the live read model was not touched. */
export class RebuildFailedError extends AppError {
  constructor(where: string, cause: unknown) {
    super(`what was applied live cannot be applied anew: ${where} (${codeOf(cause)})`, {
      code: 'REBUILD_FAILED',
      failure: 'failed',
      cause,
    });
  }
}

/** Another process took this rebuild for dead and dropped its shadow, or the service stops. */
export class RebuildEndedError extends AppError {
  constructor(reason: string) {
    super(`${reason}; nothing was changed`, { code: 'REBUILD_ENDED', failure: 'failed' });
  }
}
