/** Longest record that is read; a longer one is rejected, however long, without being held in memory. */
export const RECORD_LIMIT_BYTES = 1_048_576;

/**
 * A record of a file as bytes, without its line end. A record over the limit comes in parts: `first`, any number of
 * `next`, then `last`; everything else is `whole`.
 */
export interface RawRecord {
  /** Counted from 1, of the record's first line. */
  readonly line: number;
  /** Of its first byte in the uncompressed file. */
  readonly offset: number;
  /** Just behind its line end. */
  readonly end: number;
  /** Of what follows it. */
  readonly nextLine: number;
  readonly bytes: Buffer;
  readonly part: 'whole' | 'first' | 'next' | 'last';
  /** Set where a CSV quote is never closed: the record is cut at its first line. */
  readonly unclosed: boolean;
}

export interface SplitterOptions {
  /** The byte between CSV fields: line ends within quotes belong to the record. Null: every line is a record. */
  readonly delimiter: number | null;
  readonly offset: number;
  readonly line: number;
  readonly limit?: number;
}

export interface RecordSplitter {
  push(chunk: Buffer): RawRecord[];
  /** What is left when the file ends, also a last line without a line end. */
  end(): RawRecord[];
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** Splits a byte stream into records, never holding more than a chunk and one record. */
export function createRecordSplitter(options: SplitterOptions): RecordSplitter {
  const limit = options.limit ?? RECORD_LIMIT_BYTES;
  let rest: Buffer = Buffer.alloc(0);
  let { offset, line } = options;
  let within: { line: number; offset: number } | null = null;

  const take = (bytes: Buffer, length: number, part: RawRecord['part'], unclosed = false): RawRecord => {
    const start = within ?? { line, offset };
    within = part === 'first' || part === 'next' ? start : null;
    offset += length;
    if (within === null) line += 1 + newlinesIn(bytes);
    return { ...start, end: offset, nextLine: line, bytes: withoutReturn(bytes, part), part, unclosed };
  };

  /** Records of `buffer` from `start`; gives the position where an unfinished one begins. */
  const split = (buffer: Buffer, final: boolean, out: RawRecord[]): number => {
    let start = 0;
    while (start < buffer.length) {
      if (within) {
        const end = buffer.indexOf(NEWLINE, start);
        if (end < 0) {
          out.push(take(buffer.subarray(start), buffer.length - start, final ? 'last' : 'next'));
          return buffer.length;
        }
        out.push(take(buffer.subarray(start, end), end + 1 - start, 'last'));
        start = end + 1;
        continue;
      }
      const end = endOfRecord(buffer, start, options.delimiter, final);
      if (end >= 0 && end - start <= limit) {
        out.push(take(buffer.subarray(start, end), Math.min(end + 1, buffer.length) - start, 'whole'));
        start = end + 1;
        continue;
      }
      if (end < 0 && !final && buffer.length - start <= limit) return start;
      start = cut(buffer, start, final, out);
    }
    return buffer.length;
  };

  /** A record that is too long, or whose quote is never closed: its first line is taken, and reading goes on behind it. */
  const cut = (buffer: Buffer, start: number, final: boolean, out: RawRecord[]): number => {
    const newline = buffer.indexOf(NEWLINE, start);
    const end = newline < 0 ? buffer.length : newline;
    if (end - start <= limit) {
      out.push(take(buffer.subarray(start, end), Math.min(end + 1, buffer.length) - start, 'whole', true));
      return end + 1;
    }
    if (newline < 0 && !final) {
      out.push(take(buffer.subarray(start), buffer.length - start, 'first'));
      return buffer.length;
    }
    out.push(take(buffer.subarray(start, start + limit), limit, 'first'));
    out.push(take(buffer.subarray(start + limit, end), Math.min(end + 1, buffer.length) - start - limit, 'last'));
    return end + 1;
  };

  return {
    push(chunk) {
      const buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const out: RawRecord[] = [];
      rest = buffer.subarray(split(buffer, false, out));
      return out;
    },
    end() {
      const out: RawRecord[] = [];
      split(rest, true, out);
      rest = Buffer.alloc(0);
      if (within) out.push(take(Buffer.alloc(0), 0, 'last'));
      return out;
    },
  };
}

/** Where the record's line end is (at the end of the file: its length); -1 when it is not in the buffer. */
function endOfRecord(buffer: Buffer, start: number, delimiter: number | null, final: boolean): number {
  const newline = buffer.indexOf(NEWLINE, start);
  const line = newline < 0 ? buffer.length : newline;
  if (delimiter === null || !buffer.subarray(start, line).includes(QUOTE)) return newline < 0 && !final ? -1 : line;
  return endOfQuotedRecord(buffer, start, delimiter, final);
}

/** A quote opens only where a field begins, so a stray one within a field does not swallow the lines that follow. */
function endOfQuotedRecord(buffer: Buffer, start: number, delimiter: number, final: boolean): number {
  let at = start;
  let fieldStart = true;
  while (at < buffer.length) {
    const byte = buffer[at];
    if (fieldStart && byte === QUOTE) {
      at = endOfQuotes(buffer, at + 1, final);
      if (at < 0) return -1;
      fieldStart = false;
    } else if (byte === NEWLINE) {
      return at;
    } else {
      fieldStart = byte === delimiter;
      at += 1;
    }
  }
  return final ? buffer.length : -1;
}

/** Just behind the quote that closes a field; -1 when it is not in the buffer. */
function endOfQuotes(buffer: Buffer, start: number, final: boolean): number {
  let from = start;
  for (;;) {
    const quote = buffer.indexOf(QUOTE, from);
    if (quote < 0 || (quote + 1 === buffer.length && !final)) return -1;
    if (buffer[quote + 1] !== QUOTE) return quote + 1;
    from = quote + 2;
  }
}

function withoutReturn(bytes: Buffer, part: RawRecord['part']): Buffer {
  const returns = part === 'whole' && bytes.length > 0 && bytes[bytes.length - 1] === RETURN;
  return returns ? bytes.subarray(0, bytes.length - 1) : bytes;
}

function newlinesIn(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
