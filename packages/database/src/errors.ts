import { AppError } from '@munshi/service-kit/errors';

/** The server is away, or dropped us: waiting helps. */
export class DatabaseUnavailableError extends AppError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'DATABASE_UNAVAILABLE', failure: 'unavailable', cause });
  }
}

/** Another process holds the data folder. */
export class DataFolderHeldError extends AppError {
  constructor(folder: string, holder: string) {
    super(`The data folder ${folder} is in use by ${holder}. Stop that process, or set DATA_DIR to another folder.`, {
      code: 'DATA_FOLDER_HELD',
      failure: 'invalid',
    });
  }
}
