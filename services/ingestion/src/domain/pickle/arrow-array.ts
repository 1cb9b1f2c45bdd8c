import { type Column, cellColumn } from './column.ts';
import { type Cell, cellReader, type Dtype } from './numpy-array.ts';
import { appliedOf, bytesOf, integerOf, itemsOf, type Pickle, refuseValue, textOf } from './pickle.ts';
import { UnreadableValueError } from './refusal.ts';
import type { Token } from './value-arena.ts';

/** numpy's letter and size of Arrow's number types. */
const NUMBERS: Readonly<Record<string, string>> = {
  int8: 'i1',
  int16: 'i2',
  int32: 'i4',
  int64: 'i8',
  uint8: 'u1',
  uint16: 'u2',
  uint32: 'u4',
  uint64: 'u8',
  float: 'f4',
  double: 'f8',
};
const OFFSET_BYTES: Readonly<Record<string, number>> = { string: 4, large_string: 8 };

/** An array of Arrow, in one piece or in chunks. @throws PickleRefusedError where it is none, or of a type that is not read */
export function arrowColumn(pickle: Pickle, token: Token | undefined): Column {
  const applied = appliedOf(pickle, token);
  if (applied?.word === '_restore_array') return pieceOf(pickle, token as Token, itemsOf(pickle, applied.args[0]));
  const chunks = applied?.word === 'chunked_array' ? itemsOf(pickle, applied.args[0]) : null;
  if (chunks === null) return refuseValue(pickle, token, 'this Arrow array is not read');
  return joined(Array.from(chunks, (chunk) => arrowColumn(pickle, chunk)));
}

function joined(pieces: readonly Column[]): Column {
  const ends: number[] = [];
  for (const { length } of pieces) ends.push((ends.at(-1) ?? 0) + length);
  return {
    length: ends.at(-1) ?? 0,
    write(row, line) {
      const piece = ends.findIndex((end) => row < end);
      pieces[piece]?.write(row - (ends[piece - 1] ?? 0), line);
    },
  };
}

/** (type, length, nulls, offset, buffers, children, dictionary) */
function pieceOf(pickle: Pickle, token: Token, parts: Int32Array | null): Column {
  const [type, length, , offset, buffers] = parts ?? [];
  const typeName = appliedOf(pickle, type);
  const name = typeName?.word === 'type_for_alias' ? textOf(pickle, typeName.args[0]) : null;
  const [size, from] = [integerOf(pickle, length) ?? -1, integerOf(pickle, offset) ?? -1];
  const [valid, ...data] = Array.from(itemsOf(pickle, buffers) ?? [], (buffer) => bytesOf(pickle, buffer));
  if (name === null || size < 0 || from < 0) return refuseValue(pickle, token, 'this Arrow array is not read');
  const value = readerOf(pickle, token, { name, end: from + size, data });
  if (valid && valid.length * 8 < from + size) return refuseValue(pickle, token, 'an array holds fewer values than it says');
  return cellColumn(size, (row) => (valid && !bit(valid, from + row) ? null : value(from + row)));
}

interface Piece {
  readonly name: string;
  readonly end: number;
  readonly data: readonly (Buffer | null)[];
}

function readerOf(pickle: Pickle, token: Token, { name, end, data }: Piece): (index: number) => Cell {
  const [first, second] = data;
  const width = OFFSET_BYTES[name];
  if (width !== undefined && first && first.length >= (end + 1) * width) return textReader({ first, second, width });
  if (name === 'bool' && first && first.length * 8 >= end) return (index) => bit(first, index);
  const type = NUMBERS[name];
  if (type !== undefined && first && first.length >= end * Number(type[1])) {
    const dtype: Dtype = { kind: type[0] as string, size: Number(type[1]), isBigEndian: false, step: 0n };
    return cellReader(pickle, token, { dtype, data: first, shape: [end], isFortran: false, objects: null });
  }
  return refuseValue(pickle, token, 'an Arrow array is of a type that is not read, or holds fewer values than it says');
}

interface Texts {
  readonly first: Buffer;
  readonly second: Buffer | null | undefined;
  readonly width: number;
}

/** Each text is held against the buffer when it is read: the offsets before it need not be looked at. */
function textReader({ first, second, width }: Texts): (index: number) => string {
  const texts = second ?? Buffer.alloc(0);
  const at = (index: number): number =>
    width === 4 ? first.readInt32LE(index * 4) : first.readUInt32LE(index * 8) + first.readInt32LE(index * 8 + 4) * 2 ** 32;
  return (index) => {
    const [from, to] = [at(index), at(index + 1)];
    if (from < 0 || to < from || to > texts.length) throw new UnreadableValueError(0, 'lies outside of its array');
    return texts.toString('utf8', from, to);
  };
}

function bit(bytes: Buffer, index: number): boolean {
  return (((bytes[index >> 3] as number) >> (index & 7)) & 1) === 1;
}
