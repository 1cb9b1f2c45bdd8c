import type { LineWriter } from './line-writer.ts';
import { type Cell, cellReader, type NumpyArray } from './numpy-array.ts';
import { type Pickle, refuseValue } from './pickle.ts';
import type { Token } from './value-arena.ts';
import { writeValue } from './write-value.ts';

/** One column of a table. Its values are made when a row is written, so that none of them is held. */
export interface Column {
  readonly length: number;
  write(row: number, line: LineWriter): void;
}

export function cellColumn(length: number, cell: (row: number) => Cell): Column {
  return { length, write: (row, line) => line.value(cell(row)) };
}

/** @param of which column of an array with two dimensions; its columns are the array's rows, as pandas keeps them */
export function arrayColumn(pickle: Pickle, token: Token, array: NumpyArray, of = 0): Column {
  const place = placesOf(pickle, token, array, of);
  const { objects } = array;
  if (objects) return { length: place.length, write: (row, line) => writeValue(pickle, objects[place.at(row)] as Token, line) };
  const cell = cellReader(pickle, token, array);
  return cellColumn(place.length, (row) => cell(place.at(row)));
}

/** Where the cells of a column lie. @throws PickleRefusedError where there is no such column */
export function placesOf(pickle: Pickle, token: Token, { shape, isFortran }: NumpyArray, of: number) {
  const [first = 0, second] = shape;
  if (second === undefined) return { length: first, at: (row: number) => row };
  if (of >= first) return refuseValue(pickle, token, 'a table has more columns than values');
  return { length: second, at: isFortran ? (row: number) => row * first + of : (row: number) => of * second + row };
}
