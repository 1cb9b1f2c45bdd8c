import { RequestInvalidError } from '../errors.ts';

/** Where a page ended: opaque to the caller, who may send anything back. */
export function encodeCursor(values: readonly string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

const SHAPE = /^(?:-infinity|[\d :.+TZ-]+)$/;

/** @throws RequestInvalidError */
export function decodeCursor(cursor: string, length: number): string[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Array.isArray(values) && values.length === length && values.every((value) => typeof value === 'string' && SHAPE.test(value))) {
      return values;
    }
  } catch {
    // Said below.
  }
  throw new RequestInvalidError('cursor: give the nextCursor of an earlier page', 'CURSOR_INVALID');
}
