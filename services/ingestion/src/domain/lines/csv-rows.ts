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

/** Lines with no quote but around whole fields are split here, others by the parser, which takes most of the time. */
function parseTogether(together: Buffer, count: number, delimiter: string): string[][] | null {
  const lines = together.toString().split('\n');
  lines.pop();
  if (lines.length !== count) return tryParse(together, delimiter);
  const rows: string[][] = [];
  for (const line of lines) {
    const row = line.includes('"') ? (splitQuoted(line, delimiter) ?? tryParse(line, delimiter)?.[0]) : line.split(delimiter);
    if (row === undefined) return null;
    rows.push(row);
  }
  return rows;
}

/** The fields of a line where each quote opens, closes or is doubled within a field; null where one is anywhere else. */
function splitQuoted(line: string, delimiter: string): string[] | null {
  const fields: string[] = [];
  for (let at = 0; ; at += 1) {
    if (line.charCodeAt(at) !== QUOTE) {
      const end = line.indexOf(delimiter, at);
      const field = end < 0 ? line.slice(at) : line.slice(at, end);
      if (field.includes('"')) return null;
      fields.push(field);
      if (end < 0) return fields;
      at = end;
      continue;
    }
    const close = closingQuote(line, at + 1);
    if (close < 0) return null;
    fields.push(line.slice(at + 1, close).replaceAll('""', '"'));
    at = close + 1;
    if (at === line.length) return fields;
    if (line[at] !== delimiter) return null;
  }
}
const QUOTE = 0x22;

function closingQuote(line: string, from: number): number {
  for (let at = line.indexOf('"', from); at >= 0; at = line.indexOf('"', at + 2)) {
    if (line.charCodeAt(at + 1) !== QUOTE) return at;
  }
  return -1;
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
