/** Bytes that reading a pickle may take besides those of the file, which are as many again: the file + 48 MiB. */
const FIXED_BYTES = 48 * 1024 * 1024;
const TOKEN_BYTES = 4;
/** Of a container: kind, offset, start and count, and what measuring it takes. */
const NODE_BYTES = 23;

export function budgetOf(fileBytes: number): number {
  return fileBytes + FIXED_BYTES;
}

/**
 * Entries of an array of tokens or nodes for a file of so many bytes: no opcode makes more than one. They are reserved; the
 * system gives memory only to what is written, and that is held against the budget.
 */
export function capacityOf(entry: 'token' | 'node', fileBytes: number): number {
  return Math.min(fileBytes + 1, Math.floor(budgetOf(fileBytes) / (entry === 'node' ? NODE_BYTES : TOKEN_BYTES)));
}

export function bytesUsed({ tokens, nodes }: { tokens: number; nodes: number }): number {
  return tokens * TOKEN_BYTES + nodes * NODE_BYTES;
}

export const TOO_MANY_VALUES = 'it holds more values than its size allows to keep: write it as CSV';
