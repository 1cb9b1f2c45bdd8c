import { isCurrencyCode } from '../currency-symbol.ts';

/** Some rows of a table, to tell from what it is. */
export interface Sample {
  /** The columns' names. */
  readonly columns: readonly string[];
  /** Their fields in the order of the columns. */
  readonly rows: readonly (readonly string[])[];
}

/** The values of a column, without those that are empty. */
export function valuesOf(column: string, { columns, rows }: Sample): string[] {
  const index = columns.indexOf(column);
  return rows.flatMap((row) => row[index]?.trim() || []);
}

/** The columns that are called by one of the words, spaces, signs and what stands in brackets aside; the likeliest word first. */
export function findColumns<Name extends string>(
  words: Readonly<Record<Name, readonly string[]>>,
  columns: readonly string[],
): Partial<Record<Name, string>> {
  const whole = columns.map(plainName);
  const bare = columns.map((column) => plainName(column.replace(/\([^)]*\)/g, '')));
  const found: Partial<Record<Name, string>> = {};
  for (const [name, known] of Object.entries(words) as [Name, readonly string[]][]) {
    const names = known.some((word) => whole.includes(word)) ? whole : bare;
    const word = known.find((candidate) => names.includes(candidate));
    if (word !== undefined) found[name] = columns[names.indexOf(word)] as string;
  }
  return found;
}

/** The currency that a column's name gives in brackets, such as `Amount (INR)`. */
export function currencyInName(column: string): string | null {
  const [, code = ''] = /\(([A-Z]{3})\)/.exec(column) ?? [];
  return isCurrencyCode(code) ? code : null;
}

function plainName(column: string): string {
  return column.toLowerCase().replace(/[^a-z0-9]/g, '');
}
