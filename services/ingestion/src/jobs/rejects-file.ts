import { type FileHandle, open } from 'node:fs/promises';
import { REJECT_MARK } from '../domain/lines/raw-batches.ts';
import type { RawRecord } from '../domain/lines/record-splitter.ts';
import type { Rejection } from '../domain/rejection.ts';

/** A raw record that cannot be taken, or a part of one. */
export interface RejectedRecord {
  readonly record: RawRecord;
  readonly rejection: Rejection;
}

/** The reject file of a job: each refused line as it was, below a line that says why. Mended, it can be sent again as it is. */
export interface RejectsFile {
  /** Where the next line goes. */
  readonly bytes: number;
  /** Goes back to an earlier end: what a try that failed has written is written over. */
  rewind(bytes: number): void;
  append(rejected: readonly RejectedRecord[]): Promise<void>;
  close(): Promise<void>;
}

const NEWLINE = Buffer.from('\n');

/** @param header the file's first line where it has columns; @param bytes how much of the file is accounted for */
export function createRejectsFile(path: string, header: Buffer | null, bytes: number): RejectsFile {
  let end = bytes;
  let file: FileHandle | null = null;

  return {
    get bytes() {
      return end;
    },
    rewind(to) {
      end = to;
    },
    async append(rejected) {
      if (rejected.length === 0) return;
      // not 'a': writes go to the place that is accounted for, over what a killed process left behind it
      file ??= await open(path, end === 0 ? 'w' : 'r+', 0o600);
      const first = end === 0 && header !== null ? [header, NEWLINE] : [];
      const block = Buffer.concat([...first, ...rejected.flatMap(linesOf)]);
      await file.write(block, 0, block.length, end);
      end += block.length;
      await file.truncate(end);
    },
    async close() {
      await file?.close();
      file = null;
    },
  };
}

function linesOf({ record, rejection }: RejectedRecord): Buffer[] {
  const mark = Buffer.from(`${REJECT_MARK}line ${record.line}, byte ${record.offset}: ${rejection.code}: ${rejection.message}\n`);
  switch (record.part) {
    case 'whole':
      return [mark, record.bytes, NEWLINE];
    case 'first':
      return [mark, record.bytes];
    case 'next':
      return [record.bytes];
    case 'last':
      return [record.bytes, NEWLINE];
  }
}
