import { opcodeName } from './opcodes.ts';

/** A pickle that is not read: it is damaged, not plain data, or would grow beyond measure. Nothing of it has been used. */
export class PickleRefusedError extends Error {
  /** Python's name of the opcode at fault, or its byte. */
  readonly opcode: string;
  /** Of the opcode, in the uncompressed file. */
  readonly offset: number;
  readonly reason: string;

  constructor(bytes: Uint8Array, offset: number, reason: string) {
    const opcode = opcodeName(bytes[offset]);
    super(`${opcode} at byte ${offset}: ${reason}`);
    this.name = 'PickleRefusedError';
    this.opcode = opcode;
    this.offset = offset;
    this.reason = reason;
  }
}

/** One value that cannot be read, such as a text that is not UTF-8. Within a row it refuses the row, elsewhere the pickle. */
export class UnreadableValueError extends Error {
  readonly offset: number;
  constructor(offset: number, reason: string) {
    super(reason);
    this.name = 'UnreadableValueError';
    this.offset = offset;
  }
}
