import type { Mapping } from '../mapping/mapping.ts';
import { DELIMITERS, recogniseColumns } from '../mapping/recognise.ts';
import { parseCsvRecords } from './csv-rows.ts';
import type { SplitterOptions } from './record-splitter.ts';

/** How a file is read: found from its first line. */
export type FileFormat =
  | {
      readonly form: 'csv';
      readonly delimiter: string;
      readonly columns: ReadonlyMap<string, number>;
      readonly mapping: Mapping;
      /** The header line, which a reject file repeats. */
      readonly header: Buffer;
      /** Where the first record begins. */
      readonly offset: number;
      readonly line: number;
    }
  | { readonly form: 'jsonl'; readonly offset: number; readonly line: number };

export type FormatProblem = { readonly code: 'FORMAT_UNKNOWN' | 'FILE_EMPTY'; readonly message: string };

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

/**
 * The format of a file whose first bytes are `head`, which hold its first line.
 * @param fileName only tells JSONL whose first line is damaged from a CSV
 */
export function recogniseFormat(head: Buffer, fileName: string): FileFormat | FormatProblem {
  const bom = head.subarray(0, 3).equals(BOM) ? 3 : 0;
  const { bytes, end, line } = firstLine(head, bom);
  const text = bytes.toString('utf8').trim();
  if (text === '') return { code: 'FILE_EMPTY', message: 'the file holds no line' };
  if (text.startsWith('{') || /\.(jsonl|ndjson)(\.gz)?$/i.test(fileName)) return { form: 'jsonl', offset: bom, line: 1 };
  for (const delimiter of DELIMITERS) {
    const [row] = parseCsvRecords([bytes], delimiter);
    if (!row || !('fields' in row)) continue;
    const columns = new Map(row.fields.map((name, index) => [name.trim(), index]));
    const mapping = recogniseColumns(columns.keys());
    if (mapping) return { form: 'csv', delimiter, columns, mapping, header: bytes, offset: end, line: line + 1 };
  }
  return {
    code: 'FORMAT_UNKNOWN',
    message: 'the first line is neither a JSON object nor the header of a known CSV; see the formats in services/ingestion/README.md',
  };
}

/** Where a splitter of this format begins. */
export function splitterStart(format: FileFormat): SplitterOptions {
  const { offset, line } = format;
  return { delimiter: format.form === 'csv' ? format.delimiter.charCodeAt(0) : null, offset, line };
}

/** The first line that is not blank, without its line end. */
function firstLine(head: Buffer, from: number): { bytes: Buffer; end: number; line: number } {
  let start = from;
  for (let line = 1; ; line += 1) {
    const newline = head.indexOf(NEWLINE, start);
    const end = newline < 0 ? head.length : newline;
    const bytes = head.subarray(start, head[end - 1] === 0x0d && end > start ? end - 1 : end);
    if (newline < 0 || bytes.some((byte) => byte > 0x20)) return { bytes, end: Math.min(end + 1, head.length), line };
    start = end + 1;
  }
}
