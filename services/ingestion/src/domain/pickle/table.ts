import type { Column } from './column.ts';
import { LineWriter } from './line-writer.ts';
import { cellReader, numpyArrayOf } from './numpy-array.ts';
import { columnOf, indexValues } from './pandas-array.ts';
import { type Applied, appliedOf, fieldsOf, integerOf, itemsOf, type Pickle, refuseValue, textOf, wordOf } from './pickle.ts';
import { PickleRefusedError } from './refusal.ts';
import type { Token } from './value-arena.ts';

/** A table: its columns by name, all equally long. */
export interface Table {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Column>;
}

/** The table of a pandas DataFrame or Series; an index with a name is a column. Null for anything else. @throws PickleRefusedError */
export function pandasTable(pickle: Pickle, token: Token): Table | null {
  const applied = appliedOf(pickle, token);
  if (applied?.word !== 'DataFrame' && applied?.word !== 'Series') return null;
  const fields = fieldsOf(pickle, applied.state);
  const { blocks, axes } = managerOf(pickle, token, appliedOf(pickle, fields?.get('_mgr') ?? fields?.get('_data')));
  const rowIndex = axes.at(-1);
  const columns = new Map<string, Column>(indexColumns(pickle, rowIndex));
  if (applied.word === 'Series') {
    add(
      pickle,
      token,
      columns,
      textOf(pickle, fields?.get('_name') ?? fields?.get('name')) ?? 'value',
      columnOf(pickle, blocks[0]?.values),
    );
  } else addBlocks(pickle, token, columns, { names: axes[0], blocks });
  return sized(pickle, token, columns);
}

interface Block {
  readonly values: Token | undefined;
  /** Which columns its values are: a slice or an array; undefined in a Series. */
  readonly placement: Token | undefined;
}

function managerOf(pickle: Pickle, token: Token, manager: Applied | null): { blocks: Block[]; axes: Token[] } {
  if (manager === null || !/^(Single)?BlockManager$/.test(manager.word)) return refuseValue(pickle, token, 'this table is not read');
  const [given, givenAxes] = manager.args;
  if (given !== undefined) {
    const blocks = Array.from(itemsOf(pickle, given) ?? [given], (block) => {
      const [values, placement] = appliedOf(pickle, block)?.args ?? [];
      return { values, placement };
    });
    return { blocks, axes: [...(itemsOf(pickle, givenAxes) ?? [])] };
  }
  // before pandas 1.3 and in every Series: (axes, values, items, {"0.14.1": {axes, blocks}})
  const state = itemsOf(pickle, manager.state);
  const kept = fieldsOf(pickle, fieldsOf(pickle, state?.[3])?.get('0.14.1'));
  const blocks = Array.from(itemsOf(pickle, kept?.get('blocks')) ?? [], (block) => {
    const fields = fieldsOf(pickle, block);
    return { values: fields?.get('values'), placement: fields?.get('mgr_locs') };
  });
  return { blocks, axes: [...(itemsOf(pickle, kept?.get('axes')) ?? [])] };
}

function addBlocks(
  pickle: Pickle,
  token: Token,
  columns: Map<string, Column>,
  { names, blocks }: { names: Token | undefined; blocks: readonly Block[] },
): void {
  const texts = namesOf(pickle, names);
  for (const { values, placement } of blocks) {
    placesOf(pickle, token, placement).forEach((place, of) => {
      const name = texts[place];
      if (name === undefined) refuseValue(pickle, token, 'a table has a column without a name');
      add(pickle, token, columns, name, columnNamed(pickle, name, { values, of }));
    });
  }
}

/** @throws PickleRefusedError, which says the column's name */
function columnNamed(pickle: Pickle, name: string, { values, of }: { values: Token | undefined; of: number }): Column {
  try {
    return columnOf(pickle, values, of);
  } catch (error) {
    if (!(error instanceof PickleRefusedError)) throw error;
    throw new PickleRefusedError(pickle.bytes, error.offset, `the column ${JSON.stringify(name.slice(0, LONGEST_SHOWN))}: ${error.reason}`);
  }
}
const LONGEST_SHOWN = 80;

/** Column names, as text. */
function namesOf(pickle: Pickle, index: Token | undefined): string[] {
  const values = indexValues(pickle, index);
  if (values.length > pickle.bytes.length) return refuseValue(pickle, index, 'a table has more columns than bytes');
  return Array.from({ length: values.length }, (_, place) => {
    const line = new LineWriter(10_000);
    values.write(place, line);
    const name: unknown = JSON.parse(line.text);
    return typeof name === 'string' ? name : line.text;
  });
}

function placesOf(pickle: Pickle, token: Token, placement: Token | undefined): number[] {
  const slice = appliedOf(pickle, placement);
  if (slice?.word === 'slice') {
    const [start, stop, step] = Array.from(slice.args, (part) => integerOf(pickle, part) ?? 0) as [number, number, number];
    const count = step > 0 ? Math.ceil((stop - start) / step) : 0;
    if (count < 0 || count > pickle.bytes.length) return refuseValue(pickle, token, 'a table has more columns than bytes');
    return Array.from({ length: count }, (_, place) => start + place * step);
  }
  const array = numpyArrayOf(pickle, placement);
  if (array === null || array.shape.length !== 1 || array.objects)
    return refuseValue(pickle, token, 'a table does not say which columns it has');
  const place = cellReader(pickle, token, array);
  return Array.from({ length: array.shape[0] ?? 0 }, (_, at) => Number(place(at)));
}

/** The columns that a named index is; that of a MultiIndex is made of levels and their codes. */
function indexColumns(pickle: Pickle, index: Token | undefined): [string, Column][] {
  const applied = appliedOf(pickle, index);
  const fields = fieldsOf(pickle, applied?.args[1]);
  if (wordOf(pickle, applied?.args[0]) !== 'MultiIndex') {
    const name = textOf(pickle, fields?.get('name'));
    return name === null ? [] : [[name, indexValues(pickle, index)]];
  }
  const [levels, codes, names] = ['levels', 'codes', 'names'].map((part) => itemsOf(pickle, fields?.get(part)) ?? new Int32Array());
  return Array.from(levels ?? [], (level, at) => {
    const values = indexValues(pickle, level);
    const array = numpyArrayOf(pickle, codes?.[at]);
    if (array === null || array.objects || array.shape.length !== 1) return refuseValue(pickle, index, 'an index has no codes');
    const code = cellReader(pickle, level, array);
    const length = array.shape[0] ?? 0;
    const write: Column['write'] = (row, line) => {
      const which = Number(code(row));
      if (which >= 0 && which < values.length) values.write(which, line);
      else line.value(null);
    };
    return [textOf(pickle, names?.[at]) ?? `level_${at}`, { length, write }] satisfies [string, Column];
  });
}

function add(pickle: Pickle, token: Token, columns: Map<string, Column>, name: string, column: Column): void {
  if (columns.has(name)) refuseValue(pickle, token, 'a table has two columns of one name');
  columns.set(name, column);
}

/** Cells that a byte may stand for: those of an Arrow array of booleans are eight. */
const MOST_CELLS_A_BYTE = 16;

/** @throws PickleRefusedError where columns are not equally long, or share so much that writing them has no end */
export function sized(pickle: Pickle, token: Token, columns: ReadonlyMap<string, Column>): Table {
  const [rows = 0, ...others] = new Set([...columns.values()].map(({ length }) => length));
  if (others.length > 0) return refuseValue(pickle, token, 'the columns of a table are not equally long');
  if (rows * columns.size > MOST_CELLS_A_BYTE * pickle.bytes.length)
    return refuseValue(pickle, token, 'a table has more values than its file can hold');
  return { rows, columns };
}
