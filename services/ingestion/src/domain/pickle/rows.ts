import { isFieldOfRecord, isNameOfRecords } from '../lines/wrapped-array.ts';
import { LineFullError, LineWriter } from './line-writer.ts';
import { columnOf } from './pandas-array.ts';
import { fieldsOf, itemsOf, type Pickle, refuseValue } from './pickle.ts';
import { PickleRefusedError, UnreadableValueError } from './refusal.ts';
import { pandasTable, sized, type Table } from './table.ts';
import { NODE, NOTHING, type Token } from './value-arena.ts';
import { isPlainObject, writeValue } from './write-value.ts';

/** The records in a pickle. */
export interface PickleRows {
  readonly count: number;
  /** @throws UnreadableValueError, LineFullError */
  write(row: number, line: LineWriter): void;
}

/**
 * The rows of a DataFrame, a Series, a list of records, a dict of columns, or one record.
 * @throws PickleRefusedError where the pickle holds no records
 */
export function rowsOf(pickle: Pickle): PickleRows {
  try {
    return findRows(pickle);
  } catch (error) {
    // outside of a row, a value that cannot be read leaves nothing to go by
    if (error instanceof UnreadableValueError) throw new PickleRefusedError(pickle.bytes, error.offset, `this value ${error.message}`);
    throw error;
  }
}

function findRows(pickle: Pickle): PickleRows {
  const { arena, root } = pickle;
  const whole = pandasTable(pickle, root);
  if (whole) return rowsOfTable(whole);
  const parts = partsOf(pickle, root);
  if (parts.length > 0) return together(parts);
  const table = tableOfDict(pickle, root);
  if (table) return rowsOfTable(table);
  if (arena.kind(root) === NODE.dict) return { count: 1, write: (_, line) => writeValue(pickle, root, line) };
  const records = itemsOf(pickle, root);
  if (records === null) return refuseValue(pickle, root, 'it holds no records: give a DataFrame, or a list of dicts');
  return rowsOfItems(pickle, records);
}

function rowsOfItems(pickle: Pickle, items: Int32Array): PickleRows {
  return { count: items.length, write: (row, line) => writeValue(pickle, items[row] as Token, line) };
}

/** The tables of a list, or the tables and lists of records of a dict that is no record itself. */
function partsOf(pickle: Pickle, root: Token): PickleRows[] {
  const items = itemsOf(pickle, root);
  if (items) {
    const tables = Array.from(items, (item) => pandasTable(pickle, item));
    return tables.every((table) => table !== null) ? tables.map(rowsOfTable) : [];
  }
  const fields = fieldsOf(pickle, root) ?? new Map<string, Token>();
  if ([...fields.keys()].some(isFieldOfRecord)) return [];
  return [...fields].flatMap(([name, token]) => {
    const table = pandasTable(pickle, token);
    if (table) return rowsOfTable(table);
    const records = itemsOf(pickle, token);
    const isRecords = records !== null && isNameOfRecords(name) && pickle.arena.kind(records[0] ?? NOTHING) === NODE.dict;
    return isRecords ? rowsOfItems(pickle, records) : [];
  });
}

function together(parts: readonly PickleRows[]): PickleRows {
  return {
    count: parts.reduce((count, part) => count + part.count, 0),
    write(row, line) {
      let within = row;
      for (const part of parts) {
        if (within < part.count) return part.write(within, line);
        within -= part.count;
      }
    },
  };
}

/**
 * The rows as JSON lines, without their line ends. One that cannot be written is cut where that shows, so that it is refused
 * as a line; one that is too long is given as far as the limit.
 */
export function* jsonLinesOf(rows: PickleRows, limit: number): Generator<string> {
  for (let row = 0; row < rows.count; row += 1) {
    const line = new LineWriter(limit);
    try {
      rows.write(row, line);
      yield line.text;
    } catch (error) {
      if (error instanceof LineFullError) yield line.text;
      else if (error instanceof UnreadableValueError || error instanceof PickleRefusedError)
        yield `${line.text} <- this value ${error.message}`;
      else throw error;
    }
  }
}

function rowsOfTable({ rows, columns }: Table): PickleRows {
  const named = [...columns].map(([name, column], at) => [`${at === 0 ? '{' : ','}${JSON.stringify(name)}:`, column] as const);
  return {
    count: rows,
    write(row, line) {
      for (const [name, column] of named) {
        line.raw(name);
        column.write(row, line);
      }
      line.raw('}');
    },
  };
}

/** A dict whose values all are equally long lists or arrays is a table. */
function tableOfDict(pickle: Pickle, root: Token): Table | null {
  const fields = fieldsOf(pickle, root);
  if (fields === null || fields.size === 0 || fields.size * 2 !== pickle.arena.items(root).length) return null;
  const columns = new Map<string, ReturnType<typeof columnOf>>();
  for (const [name, token] of fields) {
    const items = itemsOf(pickle, token);
    if (items) columns.set(name, { length: items.length, write: (row, line) => writeValue(pickle, items[row] as Token, line) });
    else if (pickle.arena.kind(token) === NODE.call && !isPlainObject(pickle, token)) columns.set(name, columnOf(pickle, token));
    else return null;
  }
  return sized(pickle, root, columns);
}
