import { NotNowError } from './errors.ts';

/** Longest that a call waits for the bus and the database. */
const LIMIT_MS = 10_000;

/**
 * The work's result, unless it takes too long. Then the caller is told to come again: what was meanwhile published keeps its
 * ids, so a repeated call changes nothing twice.
 * @throws NotNowError
 */
export async function withinLimit<Result>(work: Promise<Result>, limitMs = LIMIT_MS): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotNowError('The bus or the database does not answer in time')), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
