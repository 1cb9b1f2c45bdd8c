/** Bytes that the machine may hold besides those of the file: `bytes` + 32 MiB, shared out among its arrays. */
const FIXED_BYTES = 32 * 1024 * 1024;
const SHARES = { items: 0.5, memo: 0.25, nodes: 0.17, stack: 0.08 } as const;
/** Of a container: kind, offset, start and count, and what measuring it takes. */
const NODE_BYTES = 23;
const TOKEN_BYTES = 4;

/** How many entries an array for a file of so many bytes has: no opcode makes more than one, and the budget is not exceeded. */
export function capacityOf(part: keyof typeof SHARES, bytes: number): number {
  const entry = part === 'nodes' ? NODE_BYTES : TOKEN_BYTES;
  return Math.min(bytes + 1, Math.floor((SHARES[part] * (bytes + FIXED_BYTES)) / entry));
}

export const TOO_MANY_VALUES = 'it holds more values than its size allows to keep: write it as CSV';
