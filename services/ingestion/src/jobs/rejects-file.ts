import { type FileHandle, open } from 'node:fs/promises';
import type { FileFormat } from '../domain/lines/file-format.ts';
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

/** @param format of the file that is read; @param bytes how much of the reject file is accounted for */
export function createRejectsFile(path: string, format: FileFormat, bytes: number): RejectsFile {
  const header = format.form === 'csv' ? format.header : null;
  const isArray = format.form === 'array';
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
      const block = Buffer.concat([...first, ...rejected.flatMap((one) => linesOf(isArray ? onOneLine(one) : one))]);
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

/** An element of an array becomes a JSON line: line ends are only blanks between its parts. */
function onOneLine({ record, rejection }: RejectedRecord): RejectedRecord {
  const bytes = Buffer.from(record.bytes.map((byte) => (byte === 0x0a || byte === 0x0d ? 0x20 : byte)));
  return { record: { ...record, bytes }, rejection };
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
