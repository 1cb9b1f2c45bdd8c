import type { Mapping } from '../mapping/mapping.ts';
import { columnsOf, DELIMITERS, recogniseColumns } from '../mapping/recognise.ts';
import { createArraySplitter } from './array-splitter.ts';
import { parseCsvRecords } from './csv-rows.ts';
import { REJECT_MARK } from './raw-batches.ts';
import { createRecordSplitter, type RecordSplitter } from './record-splitter.ts';

/** How a file is read: found from its first line, and its name where that tells nothing. */
export type FileFormat =
  | {
      readonly form: 'csv';
      readonly delimiter: string;
      readonly columns: ReadonlyMap<string, number>;
      readonly mapping: Mapping;
      /** How many columns the header has. */
      readonly width: number;
      /** The header line, which a reject file repeats. */
      readonly header: Buffer;
      /** Where the first record begins. */
      readonly offset: number;
      readonly line: number;
    }
  /** `pickle`: its rows as JSON lines. */
  | { readonly form: 'jsonl' | 'array' | 'pickle'; readonly offset: number; readonly line: number };

export type FormatProblem = {
  readonly code: 'FORMAT_UNKNOWN' | 'FILE_EMPTY' | 'FILE_NESTED' | 'HEADER_AMBIGUOUS';
  readonly message: string;
};

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

/**
 * The format of a file whose first bytes are `head`, which hold its first line.
 * @param fileName tells a pickle of old protocols, and JSONL whose first line is damaged from a CSV
 */
export function recogniseFormat(head: Buffer, fileName: string): FileFormat | FormatProblem {
  if (head[0] === 0x1f && head[1] === 0x8b) return { code: 'FILE_NESTED', message: 'the file is compressed twice: unpack it once' };
  if (isPickle(head, fileName)) return { form: 'pickle', offset: 0, line: 1 };
  const bom = head.subarray(0, 3).equals(BOM) ? 3 : 0;
  const { bytes, end, line } = firstLine(head, bom);
  const text = bytes.toString('utf8').trim();
  if (text === '') return { code: 'FILE_EMPTY', message: 'the file holds no line' };
  const isJsonLines = /\.(jsonl|ndjson)(\.gz)?$/i.test(fileName);
  if (text.startsWith('[') && !isJsonLines) return { form: 'array', offset: bom, line: 1 };
  if (text.startsWith('{') || isJsonLines) return { form: 'jsonl', offset: bom, line: 1 };
  for (const delimiter of DELIMITERS) {
    const [row] = parseCsvRecords([bytes], delimiter);
    if (!row || !('fields' in row)) continue;
    const names = row.fields.map((name) => name.trim());
    const mapping = recogniseColumns(names);
    if (!mapping) continue;
    const twice = columnsOf(mapping).find((name) => names.indexOf(name) !== names.lastIndexOf(name));
    if (twice !== undefined) return { code: 'HEADER_AMBIGUOUS', message: `two columns are named ${twice}: rename or remove one of them` };
    const columns = new Map(names.map((name, index) => [name, index]));
    return { form: 'csv', delimiter, columns, mapping, width: names.length, header: bytes, offset: end, line: line + 1 };
  }
  return {
    code: 'FORMAT_UNKNOWN',
    message: 'the first line is neither JSON nor the header of a known CSV; see the formats in services/ingestion/README.md',
  };
}

/** A splitter of this format that goes on at `place`, or begins at the first record. */
export function splitterOf(format: FileFormat, place: { readonly offset: number; readonly line: number } | null): RecordSplitter {
  const start = place ?? format;
  if (format.form === 'array') return createArraySplitter({ ...start, inside: place !== null });
  return createRecordSplitter({
    delimiter: format.form === 'csv' ? format.delimiter.charCodeAt(0) : null,
    offset: start.offset,
    line: start.line,
  });
}

/** From protocol 2 on a pickle says so; older ones are known by the file's name. */
function isPickle(head: Buffer, fileName: string): boolean {
  if (head[0] === 0x80 && (head[1] as number) >= 2 && (head[1] as number) <= 5) return true;
  return /\.(pkl|pickle)(\.gz)?$/i.test(fileName);
}

/** The first line that is neither blank nor a mark of a reject file, without its line end. */
function firstLine(head: Buffer, from: number): { bytes: Buffer; end: number; line: number } {
  let start = from;
  for (let line = 1; ; line += 1) {
    const newline = head.indexOf(NEWLINE, start);
    const end = newline < 0 ? head.length : newline;
    const bytes = head.subarray(start, head[end - 1] === 0x0d && end > start ? end - 1 : end);
    const isMark = bytes.toString('latin1', 0, REJECT_MARK.length) === REJECT_MARK;
    if (newline < 0 || (!isMark && bytes.some((byte) => byte > 0x20))) return { bytes, end: Math.min(end + 1, head.length), line };
    start = end + 1;
  }
}
