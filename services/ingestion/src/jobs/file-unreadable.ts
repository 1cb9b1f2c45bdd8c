import { AppError } from '@munshi/service-kit/errors';
import type { FormatProblem } from '../domain/lines/file-format.ts';

type FileProblem = FormatProblem['code'] | 'FILE_DAMAGED' | 'FILE_TOO_LARGE' | 'FILE_EXPANDS' | 'PICKLE_REFUSED';

/** The file cannot be read to its end. What was read before is stored and counted. */
export class FileUnreadableError extends AppError {
  constructor(code: FileProblem, message: string, cause?: unknown) {
    super(message, { code, failure: 'invalid', cause });
  }
}
