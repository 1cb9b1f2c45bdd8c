import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import type { Rejection } from '../rejection.ts';

export type CsvRow = { readonly fields: readonly string[] } | { readonly rejection: Rejection };

const NEWLINE = Buffer.from('\n');

/**
 * The fields of CSV records, one row a record. They are parsed together; if anything is wrong among them, one by one,
 * so that only the record at fault is rejected.
 */
export function parseCsvRecords(records: readonly Buffer[], delimiter: string): CsvRow[] {
  const together = Buffer.concat(records.flatMap((record) => [record, NEWLINE]));
  if (isUtf8(together) && !together.includes(0)) {
    const rows = parseTogether(together, records.length, delimiter);
    if (rows !== null && rows.length === records.length) return rows.map((fields) => ({ fields }));
  }
  return records.map((record) => parseOne(record, delimiter));
}

/** A line without a quote is its text between delimiters, so only lines with one need the parser, which takes most of the time. */
function parseTogether(together: Buffer, count: number, delimiter: string): string[][] | null {
  const lines = together.toString().split('\n');
  lines.pop();
  if (lines.length !== count) return tryParse(together, delimiter);
  const quoted = lines.filter((line) => line.includes('"'));
  const parsed = quoted.length === 0 ? [] : tryParse(quoted.join('\n'), delimiter);
  if (parsed?.length !== quoted.length) return null;
  let next = 0;
  return lines.map((line) => (line.includes('"') ? (parsed[next++] as string[]) : line.split(delimiter)));
}

function parseOne(record: Buffer, delimiter: string): CsvRow {
  const flaw = flawOf(record);
  if (flaw) return { rejection: flaw };
  const [fields, ...more] = tryParse(record, delimiter) ?? [];
  if (fields && more.length === 0) return { fields };
  return { rejection: { code: 'CSV_INVALID', message: 'the line is not CSV: check its quotes' } };
}

/** What makes a line unreadable as text. */
export function flawOf(record: Buffer): Rejection | null {
  if (!isUtf8(record)) return { code: 'LINE_NOT_UTF8', message: 'the line is not UTF-8: save the file as UTF-8' };
  if (record.includes(0)) return { code: 'LINE_HAS_NUL', message: 'the line holds a NUL byte: remove it' };
  return null;
}

function tryParse(input: Buffer | string, delimiter: string): string[][] | null {
  try {
    return parse(input, { delimiter, record_delimiter: '\n', relax_quotes: true, relax_column_count: true, bom: false }) as string[][];
  } catch {
    return null;
  }
}
