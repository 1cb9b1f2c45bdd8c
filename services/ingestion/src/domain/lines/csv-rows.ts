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
    const rows = tryParse(together, delimiter);
    if (rows !== null && rows.length === records.length) return rows.map((fields) => ({ fields }));
  }
  return records.map((record) => parseOne(record, delimiter));
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

function tryParse(input: Buffer, delimiter: string): string[][] | null {
  try {
    return parse(input, { delimiter, record_delimiter: '\n', relax_quotes: true, relax_column_count: true, bom: false }) as string[][];
  } catch {
    return null;
  }
}
