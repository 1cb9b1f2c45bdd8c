import { appliedOf, bytesOf, integerOf, itemsOf, type Pickle, refuseValue, scalarOf, textOf } from './pickle.ts';
import { timeText } from './python-time.ts';
import type { Token } from './value-arena.ts';

/** A value of an array that is no object. */
export type Cell = null | boolean | number | bigint | string;

export interface Dtype {
  /** numpy's letter: b i u f U S O M m. */
  readonly kind: string;
  readonly size: number;
  readonly isBigEndian: boolean;
  /** Of M and m: nanoseconds that one step is. */
  readonly step: bigint;
}

/** A numpy array: its cells by their place in the order of its memory, as tokens (objects) or as bytes. */
export interface NumpyArray {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** Columns lie one after the other, not rows. */
  readonly isFortran: boolean;
  readonly objects: Int32Array | null;
  readonly data: Buffer;
}

const NANOSECONDS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  D: 86_400_000_000_000n,
};
const UNIT_SLOT = 8;

/** What is done about types that are not read, by numpy's letter. */
const FOREIGN_TYPES: Readonly<Record<string, string>> = {
  V: 'an array of records is not read: make a DataFrame of it',
  c: 'complex numbers are not read: drop them, or give their parts',
};

/** @throws PickleRefusedError for a type that is not read, such as records */
export function dtypeOf(pickle: Pickle, token: Token | undefined): Dtype {
  const applied = appliedOf(pickle, token);
  const type = textOf(pickle, applied?.args[0]) ?? '';
  const [, kind = '', digits = ''] = /^([biufUSOMm])(\d{1,6})$/.exec(type) ?? [];
  if (applied?.word !== 'dtype' || kind === '')
    return refuseValue(pickle, token, FOREIGN_TYPES[type[0] ?? ''] ?? 'this type of array is not read');
  const state = itemsOf(pickle, applied.state);
  // the size of texts is in the state
  const size = Number(digits) * (kind === 'U' ? 4 : 1);
  return { kind, size, isBigEndian: textOf(pickle, state?.[1]) === '>', step: stepOf(pickle, state?.[UNIT_SLOT]) };
}

function stepOf(pickle: Pickle, token: Token | undefined): bigint {
  const [unit, count] = itemsOf(pickle, itemsOf(pickle, token)?.[1]) ?? [];
  const name = bytesOf(pickle, unit)?.toString('latin1') ?? textOf(pickle, unit) ?? 'ns';
  return (NANOSECONDS[name] ?? 0n) * BigInt(integerOf(pickle, count) ?? 1);
}

/** Null where the value is no array. @throws PickleRefusedError where it is one that does not hold what it says */
export function numpyArrayOf(pickle: Pickle, token: Token | undefined): NumpyArray | null {
  const applied = appliedOf(pickle, token);
  const parts = applied && partsOf(pickle, applied);
  if (!parts) return null;
  const dtype = dtypeOf(pickle, parts.dtype);
  const shape = Array.from(itemsOf(pickle, parts.shape) ?? [], (size) => integerOf(pickle, size) ?? -1);
  if (shape.length < 1 || shape.length > 2 || shape.some((size) => size < 0)) {
    return refuseValue(pickle, token, 'an array has one or two dimensions');
  }
  const cells = shape.reduce((product, size) => product * size, 1);
  const objects = dtype.kind === 'O' ? itemsOf(pickle, parts.data) : null;
  const data = objects ? Buffer.alloc(0) : (bytesOf(pickle, parts.data) ?? refuseValue(pickle, token, 'an array has no data'));
  const holds = objects ? objects.length === cells : data.length === cells * dtype.size && (dtype.size > 0 || cells === 0);
  if (!holds || (dtype.kind === 'O' && !objects)) return refuseValue(pickle, token, 'an array holds another number of values than it says');
  return { dtype, shape, isFortran: parts.isFortran, objects, data };
}

interface ArrayParts {
  readonly data: Token | undefined;
  readonly dtype: Token | undefined;
  readonly shape: Token | undefined;
  readonly isFortran: boolean;
}

function partsOf(pickle: Pickle, { word, args, state }: NonNullable<ReturnType<typeof appliedOf>>): ArrayParts | null {
  if (word === '_frombuffer') {
    const [data, dtype, shape, order] = args;
    return { data, dtype, shape, isFortran: textOf(pickle, order) === 'F' };
  }
  if (word !== '_reconstruct') return null;
  const [, shape, dtype, fortran, data] = itemsOf(pickle, state) ?? [];
  const objects = itemsOf(pickle, data) !== null;
  // objects are written in the order of rows, whatever the memory was
  return { data, dtype, shape, isFortran: !objects && scalarOf(pickle, fortran) === true };
}

/** Reads the cell at a place of an array of bytes. @throws PickleRefusedError for a type that is not read */
export function cellReader(pickle: Pickle, token: Token, { dtype, data }: NumpyArray): (place: number) => Cell {
  const { kind, size, isBigEndian } = dtype;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const little = !isBigEndian;
  switch (kind + size) {
    case 'b1':
      return (place) => view.getUint8(place) !== 0;
    case 'i1':
      return (place) => view.getInt8(place);
    case 'u1':
      return (place) => view.getUint8(place);
    case 'i2':
      return (place) => view.getInt16(place * 2, little);
    case 'u2':
      return (place) => view.getUint16(place * 2, little);
    case 'i4':
      return (place) => view.getInt32(place * 4, little);
    case 'u4':
      return (place) => view.getUint32(place * 4, little);
    case 'i8':
      return (place) => exact(view.getBigInt64(place * 8, little));
    case 'u8':
      return (place) => exact(view.getBigUint64(place * 8, little));
    case 'f4':
      return (place) => shortest(view.getFloat32(place * 4, little));
    case 'f8':
      return (place) => view.getFloat64(place * 8, little);
    case 'M8':
      return (place) => instantText(view.getBigInt64(place * 8, little), dtype.step, null);
    case 'm8':
      return (place) => seconds(view.getBigInt64(place * 8, little), dtype.step);
    default:
      if (kind === 'U') return (place) => ucs4(view, place * size, size, little);
      if (kind === 'S') return (place) => data.toString('utf8', place * size, place * size + size).replace(/\0+$/, '');
      return refuseValue(pickle, token, 'this type of array is not read');
  }
}

const NOT_A_TIME = -(2n ** 63n);

/** @param step nanoseconds that one is; null for numpy's NaT */
export function instantText(value: bigint, step: bigint, zone: Parameters<typeof timeText>[1]): string | null {
  return value === NOT_A_TIME || step === 0n ? null : timeText(Number((value * step) / 1_000_000n), zone);
}

function seconds(value: bigint, step: bigint): number | null {
  return value === NOT_A_TIME || step === 0n ? null : Number(value * step) / 1e9;
}

function exact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The shortest decimal that is the same float of four bytes, as numpy shows it. */
function shortest(value: number): number {
  for (let digits = 6; digits < 9; digits += 1) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function ucs4(view: DataView, from: number, size: number, little: boolean): string {
  let text = '';
  for (let at = from; at < from + size; at += 4) {
    const point = view.getUint32(at, little);
    if (point > 0x10ffff) return text;
    text += String.fromCodePoint(point);
  }
  return text.replace(/\0+$/, '');
}
