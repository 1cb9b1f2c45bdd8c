import { type RawRecord, RECORD_LIMIT_BYTES, type RecordSplitter } from './record-splitter.ts';

/** Where a splitter begins; `inside`: behind an element of the array, and not before its bracket. */
export interface ArrayStart {
  readonly offset: number;
  readonly line: number;
  readonly inside: boolean;
  /** The array stands in an object; each array of objects that follows in it is one of records as well, anything else is none. */
  readonly isWrapped?: boolean;
  readonly limit?: number;
}

const NEWLINE = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const ARRAY = 0x5b;
const OPEN = new Set([0x5b, 0x7b]);
const CLOSE = new Set([0x5d, 0x7d]);
/** The depth behind the array's end. */
const BEHIND = -1;
/** Of what stands around the arrays of an object, and behind a bracket there that may begin one of records. */
const AROUND = -2;
const MAYBE = -3;
const OBJECT = 0x7b;

/**
 * Splits the bytes of a JSON array into its elements, never holding more than a chunk and one element. It only finds where an
 * element ends; whether it is JSON is seen when it is read. A line end within a text closes the text, so that a quote which is
 * never closed costs its own element and not the file. What follows the array is a record as well, and refused as such.
 */
export function createArraySplitter(start: ArrayStart): RecordSplitter {
  return new ArraySplitter(start);
}

interface Element {
  readonly line: number;
  readonly offset: number;
  /** A part of it was given already. */
  cut: boolean;
}

class ArraySplitter implements RecordSplitter {
  readonly #limit: number;
  /** The depth behind an array. */
  readonly #behind: typeof BEHIND | typeof AROUND;
  /** Of the next byte. */
  #offset: number;
  #line: number;
  #rest: Buffer = Buffer.alloc(0);
  /** Brackets that are open: 0 before the array, 1 between its elements. */
  #depth: number;
  #inText = false;
  #escaped = false;
  /** Of the element in hand; null between two. */
  #element: Element | null = null;

  constructor({ offset, line, inside, limit, isWrapped }: ArrayStart) {
    this.#behind = isWrapped ? AROUND : BEHIND;
    this.#limit = limit ?? RECORD_LIMIT_BYTES;
    this.#offset = offset;
    this.#line = line;
    this.#depth = inside ? 1 : 0;
  }

  push(chunk: Buffer): RawRecord[] {
    const buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const out: RawRecord[] = [];
    let from = 0;
    for (let at = this.#rest.length; at < buffer.length; at += 1) {
      const byte = buffer[at] as number;
      if (this.#inText) this.#text(byte);
      else if (this.#depth === 1 && (byte === COMMA || CLOSE.has(byte))) {
        if (this.#element) this.#end(buffer.subarray(from, at), out);
        if (byte !== COMMA) this.#depth = this.#behind;
      } else if (this.#begins(byte)) from = at;
      if (byte === NEWLINE) this.#line += 1;
      this.#offset += 1;
    }
    this.#rest = this.#element ? buffer.subarray(from) : Buffer.alloc(0);
    if (this.#rest.length > this.#limit) this.#cut(out);
    return out;
  }

  end(): RawRecord[] {
    const out: RawRecord[] = [];
    if (this.#element) this.#end(this.#rest, out);
    this.#rest = Buffer.alloc(0);
    return out;
  }

  #text(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE || byte === NEWLINE) this.#inText = false;
  }

  /** Counts brackets and quotes; true where an element begins. */
  #begins(byte: number): boolean {
    if (this.#depth === 0 && byte === ARRAY) {
      this.#depth = 1;
      return false;
    }
    if (this.#depth <= AROUND && !this.#enters(byte)) return false;
    if (this.#depth > 0) this.#count(byte);
    if (this.#element || byte <= 0x20) return false;
    this.#element = { line: this.#line, offset: this.#offset, cut: false };
    return true;
  }

  /** True at the first object of an array. */
  #enters(byte: number): boolean {
    if (this.#depth === MAYBE && byte <= 0x20) return false;
    if (this.#depth === MAYBE && byte === OBJECT) {
      this.#depth = 1;
      return true;
    }
    this.#depth = byte === ARRAY ? MAYBE : AROUND;
    this.#inText = byte === QUOTE;
    return false;
  }

  #count(byte: number): void {
    if (byte === QUOTE) this.#inText = true;
    else if (OPEN.has(byte)) this.#depth += 1;
    else if (CLOSE.has(byte) && this.#depth > 1) this.#depth -= 1;
  }

  #end(bytes: Buffer, out: RawRecord[]): void {
    const element = this.#element as Element;
    const trimmed = bytes.subarray(0, lengthWithoutBlanks(bytes));
    if (element.cut) out.push(this.#take(trimmed, 'last'));
    else if (trimmed.length <= this.#limit) out.push(this.#take(trimmed, 'whole'));
    else out.push(this.#take(trimmed.subarray(0, this.#limit), 'first'), this.#take(trimmed.subarray(this.#limit), 'last'));
    this.#element = null;
  }

  /** An element that is too long goes on in parts. */
  #cut(out: RawRecord[]): void {
    const element = this.#element as Element;
    out.push(this.#take(this.#rest, element.cut ? 'next' : 'first'));
    element.cut = true;
    this.#rest = Buffer.alloc(0);
  }

  #take(bytes: Buffer, part: RawRecord['part']): RawRecord {
    const { line, offset } = this.#element as Element;
    return { line, offset, end: this.#offset, nextLine: this.#line, bytes, part, unclosed: false };
  }
}

function lengthWithoutBlanks(bytes: Buffer): number {
  let length = bytes.length;
  while (length > 0 && (bytes[length - 1] as number) <= 0x20) length -= 1;
  return length;
}
