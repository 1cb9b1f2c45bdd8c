/** Rows as one JSON parameter, without what PostgreSQL's text cannot hold: NUL and halves of surrogate pairs. */
export function jsonRows(rows: unknown): string {
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value));
}
