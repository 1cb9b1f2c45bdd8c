import { type Entry, entryOf, type RecordKind } from './entry.ts';
import type { CsvFormat } from './lines/csv-format.ts';
import { parseCsvRecords } from './lines/csv-rows.ts';
import type { FileFormat } from './lines/file-format.ts';
import { isObject, type JsonObject, parseJsonLine } from './lines/json-line.ts';
import type { RawRecord } from './lines/record-splitter.ts';
import { RECORD_LIMIT_BYTES } from './lines/record-splitter.ts';
import { applyCustomerMapping } from './mapping/apply-customer-mapping.ts';
import { applyMapping } from './mapping/apply-mapping.ts';
import { jsonRow } from './mapping/json-row.ts';
import { promptCompletion } from './mapping/kaggle-india.ts';
import { type AnyMapping, type BankDefaults, isCustomerMapping } from './mapping/mapping.ts';
import { promptFields, promptOf } from './mapping/prompt.ts';
import type { Row } from './mapping/reading.ts';
import { recogniseColumns } from './mapping/recognise.ts';
import { readOwnRecord } from './own/own-record.ts';
import { RejectedError, type RejectionCode } from './rejection.ts';

export interface ReadOptions {
  readonly format: FileFormat;
  readonly kind: RecordKind;
  readonly bank: BankDefaults;
  /** `YYYY-MM-DD`: nobody is born after it. */
  readonly today: string;
}

/** What each raw record is, one entry a record in their order. A part of a record that is too long is rejected. */
export function readEntries(records: readonly RawRecord[], options: ReadOptions): Entry[] {
  const readable = records.filter(isReadable);
  const entries = options.format.form === 'csv' ? readCsv(readable, options.format, options) : readJsonLines(readable, options);
  let next = 0;
  return records.map((record) => (isReadable(record) ? (entries[next++] as Entry) : unreadable(record)));
}

function isReadable(record: RawRecord): boolean {
  return record.part === 'whole' && !record.unclosed;
}

function unreadable(record: RawRecord): Entry {
  return record.part === 'whole'
    ? rejected('CSV_QUOTE_UNCLOSED', 'a quote is opened and never closed: close it, or double a quote that belongs to the text')
    : rejected('LINE_TOO_LONG', `the line has more than ${RECORD_LIMIT_BYTES} bytes`);
}

function readCsv(records: readonly RawRecord[], format: CsvFormat, options: ReadOptions): Entry[] {
  const rows = parseCsvRecords(
    records.map(({ bytes }) => bytes),
    format.delimiter,
  );
  return rows.map((row) => {
    if ('rejection' in row) return { kind: 'rejected', rejection: row.rejection };
    const { fields } = row;
    const { width } = format;
    if (fields.length < width || fields.slice(width).some((extra) => extra.trim() !== '')) {
      return rejected('CSV_COLUMN_COUNT', `the line has ${fields.length} columns, the header ${width}`);
    }
    if (isHeader(fields, format)) return rejected('HEADER_REPEATED', 'the line repeats the header: remove it');
    const value = (column: string) => {
      const index = format.columns.get(column);
      return index === undefined ? undefined : fields[index];
    };
    return entryOf(() => mapped(format.mapping, value, options));
  });
}

/** Files that were put together have the header of each. */
function isHeader(fields: readonly string[], { columns }: CsvFormat): boolean {
  if (columns.get(fields[0]?.trim() ?? '') !== 0) return false;
  return fields.every((field, index) => columns.get(field.trim()) === index || field.trim() === '');
}

function readJsonLines(records: readonly RawRecord[], options: ReadOptions): Entry[] {
  return records.map(({ bytes }) => {
    const line = parseJsonLine(bytes);
    if ('rejection' in line) return { kind: 'rejected', rejection: line.rejection };
    return readJsonEntry(line.value, options);
  });
}

/** What one JSON object is. */
export function readJsonEntry(value: JsonObject, options: ReadOptions): Entry {
  return entryOf(() => readJsonRecord(value, options));
}

function mapped(mapping: AnyMapping, row: Row, options: ReadOptions): Entry {
  return isCustomerMapping(mapping) ? applyCustomerMapping(mapping, row, options) : applyMapping(mapping, row, options);
}

/** A line is recognised by itself, so that one damaged line decides nothing about the others. @throws RejectedError */
function readJsonRecord(value: JsonObject, options: ReadOptions): Entry {
  const { kind, bank, format } = options;
  const mapping = format.mapping ?? (isObject(value.amount) ? null : recogniseColumns(Object.keys(value)));
  if (mapping) return mapped(mapping, jsonRow(value), options);
  const prompt = value.customerId === undefined && value.documentId === undefined ? promptOf(value) : null;
  if (prompt === null) return readOwnRecord(value, kind, bank);
  const fields = promptFields(prompt);
  if (!promptCompletion.recognisedBy.every((name) => fields.has(name))) {
    throw new RejectedError('PROMPT_UNKNOWN', 'prompt: does not hold the lines of a transaction');
  }
  return applyMapping(promptCompletion, (name) => fields.get(name), options);
}

function rejected(code: RejectionCode, message: string): Entry {
  return { kind: 'rejected', rejection: { code, message } };
}
