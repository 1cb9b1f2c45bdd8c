import { LineFullError, LineWriter } from './line-writer.ts';
import { columnOf } from './pandas-array.ts';
import { fieldsOf, itemsOf, type Pickle, refuseValue } from './pickle.ts';
import { PickleRefusedError, UnreadableValueError } from './refusal.ts';
import { pandasTable, sized, type Table } from './table.ts';
import { NODE, type Token } from './value-arena.ts';
import { writeValue } from './write-value.ts';

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
  const table = pandasTable(pickle, root) ?? tableOfDict(pickle, root);
  if (table) return rowsOfTable(table);
  if (arena.kind(root) === NODE.dict) return { count: 1, write: (_, line) => writeValue(pickle, root, line) };
  const records = itemsOf(pickle, root);
  if (records === null) return refuseValue(pickle, root, 'it holds no records: give a DataFrame, or a list of dicts');
  return { count: records.length, write: (row, line) => writeValue(pickle, records[row] as Token, line) };
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
    else if (pickle.arena.kind(token) === NODE.call) columns.set(name, columnOf(pickle, token));
    else return null;
  }
  return sized(pickle, root, columns);
}
