import { isUtf8 } from 'node:buffer';
import { UnreadableValueError } from './refusal.ts';

/** A plain value. Integers that a number cannot hold exactly are a bigint; floats are numbers, whatever they hold. */
export type Scalar = null | boolean | number | bigint | string | Buffer;

const MOST_DIGITS = 1000;
const REPLACEMENT = '\ufffd';

/**
 * The value whose opcode is at `at`; the machine has made sure that its operand is there.
 * @throws UnreadableValueError where the operand is no such value
 */
export function readScalar(bytes: Buffer, at: number): Scalar {
  switch (bytes[at]) {
    case 0x4e:
      return null;
    case 0x88:
      return true;
    case 0x89:
      return false;
    case 0x4b:
      return bytes[at + 1] as number;
    case 0x4d:
      return bytes.readUInt16LE(at + 1);
    case 0x4a:
      return bytes.readInt32LE(at + 1);
    case 0x47:
      return bytes.readDoubleBE(at + 1);
    case 0x8a:
      return longOf(bytes, at, bytes.subarray(at + 2, at + 2 + (bytes[at + 1] as number)));
    case 0x8b:
      return longOf(bytes, at, operandOf(bytes, at));
    case 0x49:
      return intLine(bytes, at);
    case 0x4c:
      return integerText(lineOf(bytes, at).replace(/L$/, ''), at);
    case 0x46:
      return floatLine(bytes, at);
    default:
      return isBytes(bytes[at]) ? operandOf(bytes, at) : readText(bytes, at);
  }
}

/** @throws UnreadableValueError where the value is no text, or not one that can be decoded */
export function readText(bytes: Buffer, at: number): string {
  const code = bytes[at];
  if (code === 0x56) return rawUnicode(lineOf(bytes, at));
  if (!isText(code) && !isByteString(code)) throw new UnreadableValueError(at, 'is not a text');
  const operand = operandOf(bytes, at);
  const text = operand.toString('utf8');
  if (text.includes(REPLACEMENT) && !isUtf8(operand)) throw new UnreadableValueError(at, 'is a text that is not UTF-8');
  return text;
}

/** The bytes of a bytes value, or of a Python 2 string; null for anything else. */
export function readBytes(bytes: Buffer, at: number): Buffer | null {
  return isBytes(bytes[at]) || isByteString(bytes[at]) ? operandOf(bytes, at) : null;
}

/** UNICODE, BINUNICODE, SHORT_BINUNICODE, BINUNICODE8. */
export function isText(code: number | undefined): boolean {
  return code === 0x8c || code === 0x58 || code === 0x8d || code === 0x56;
}

/** BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8. */
function isBytes(code: number | undefined): boolean {
  return code === 0x42 || code === 0x43 || code === 0x8e || code === 0x96;
}

/** STRING, BINSTRING, SHORT_BINSTRING: `str` of Python 2, which is bytes and often text. */
export function isByteString(code: number | undefined): boolean {
  return code === 0x53 || code === 0x54 || code === 0x55;
}

function operandOf(bytes: Buffer, at: number): Buffer {
  switch (bytes[at]) {
    case 0x53:
      return quotedOf(lineOf(bytes, at), at);
    case 0x8c:
    case 0x43:
    case 0x55:
      return bytes.subarray(at + 2, at + 2 + (bytes[at + 1] as number));
    case 0x8d:
    case 0x8e:
    case 0x96:
      return bytes.subarray(at + 9, at + 9 + bytes.readUInt32LE(at + 1));
    default:
      return bytes.subarray(at + 5, at + 5 + bytes.readUInt32LE(at + 1));
  }
}

function lineOf(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at + 1, bytes.indexOf(0x0a, at + 1));
}

/** A little-endian integer in two's complement. */
function longOf(bytes: Buffer, at: number, operand: Buffer): number | bigint {
  if (operand.length === 0) return 0;
  if (operand.length > 0xff) throw new UnreadableValueError(at, `is an integer of ${bytes.readUInt32LE(at + 1)} bytes`);
  const hex = Buffer.from(operand).reverse().toString('hex');
  return narrow(BigInt.asIntN(operand.length * 8, BigInt(`0x${hex}`)));
}

function intLine(bytes: Buffer, at: number): boolean | number | bigint {
  const line = lineOf(bytes, at);
  if (line === '00' || line === '01') return line === '01';
  return integerText(line, at);
}

function integerText(text: string, at: number): number | bigint {
  if (text.length > MOST_DIGITS || !/^-?\d+$/.test(text)) throw new UnreadableValueError(at, 'is not an integer');
  return narrow(BigInt(text));
}

function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

const FLOAT = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf|nan)$/;

function floatLine(bytes: Buffer, at: number): number {
  const line = lineOf(bytes, at);
  if (line.length > MOST_DIGITS || !FLOAT.test(line)) throw new UnreadableValueError(at, 'is not a number');
  return Number(line.replace('inf', 'Infinity').replace('nan', 'NaN'));
}

/** Python's raw-unicode-escape: latin-1 with \uXXXX and \UXXXXXXXX. */
function rawUnicode(line: string): string {
  return line.replace(/\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g, (whole, short, long) => {
    const point = Number.parseInt(short ?? long, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v' };

/** The bytes of a Python 2 string as `repr` writes it. */
function quotedOf(line: string, at: number): Buffer {
  const quote = line[0];
  if (line.length < 2 || (quote !== "'" && quote !== '"') || line.at(-1) !== quote) {
    throw new UnreadableValueError(at, 'is a string without its quotes');
  }
  const plain = line.slice(1, -1).replace(/\\(?:x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))/g, (_, hex, octal, other) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    return ESCAPES[other] ?? other;
  });
  return Buffer.from(plain, 'latin1');
}
