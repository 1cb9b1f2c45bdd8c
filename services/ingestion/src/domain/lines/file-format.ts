import { type DocumentMedia, documentMedia } from '../documents/media.ts';
import type { RecordKind } from '../entry.ts';
import type { AnyMapping } from '../mapping/mapping.ts';
import { createArraySplitter } from './array-splitter.ts';
import { type CsvFormat, type CsvHead, recogniseCsv, recogniseHeader, unknownCsv } from './csv-format.ts';
import { REJECT_MARK } from './raw-batches.ts';
import { createRecordSplitter, type RecordSplitter } from './record-splitter.ts';
import { wrappedArrayAt } from './wrapped-array.ts';

/** How a file is read: found from its first line, and its name where that tells nothing. */
export type FileFormat =
  | CsvFormat
  /** A file that is one document, as a JSON line. */
  | {
      readonly form: 'document';
      readonly media: DocumentMedia;
      readonly mapping: null;
      readonly offset: number;
      readonly line: number;
    }
  /** `pickle`: its rows as JSON lines. `mapping`: the one that was given for them. */
  | {
      readonly form: 'jsonl' | 'array' | 'pickle';
      readonly mapping: AnyMapping | null;
      readonly offset: number;
      readonly line: number;
      /** One JSON object over many lines: as an array of one element, without its brackets. */
      readonly isBare?: boolean;
      /** The array stands in an object: what is around it is no record. */
      readonly isWrapped?: boolean;
    };

export type FormatProblem = {
  readonly code: 'FORMAT_UNKNOWN' | 'FILE_EMPTY' | 'FILE_NESTED' | 'FILE_NOT_UTF8' | 'HEADER_AMBIGUOUS' | 'MAPPING_MISFIT';
  readonly message: string;
};

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);
const NEWLINE = 0x0a;

const PACKED = 'the file is packed in a way that is not read: send what is in it, as it is or gzipped';

/** Files that are none of ours, by their first bytes, with what to do. */
const FOREIGN: readonly { readonly begins: Buffer; readonly problem: FormatProblem }[] = (
  [
    ['1f8b', 'FILE_NESTED', 'the file is compressed twice: unpack it once'],
    ['504b0304', 'FORMAT_UNKNOWN', 'the file is a spreadsheet or a zip archive: save it as CSV'],
    ['d0cf11e0', 'FORMAT_UNKNOWN', 'the file is a spreadsheet: save it as CSV'],
    ['425a68', 'FORMAT_UNKNOWN', PACKED],
    ['fd377a585a00', 'FORMAT_UNKNOWN', PACKED],
    ['28b52ffd', 'FORMAT_UNKNOWN', PACKED],
    ['377abcaf271c', 'FORMAT_UNKNOWN', PACKED],
    ['526172211a07', 'FORMAT_UNKNOWN', PACKED],
    ['50415231', 'FORMAT_UNKNOWN', 'the file is Parquet: save it as CSV, JSON lines or a pickle'],
    ['fffe', 'FILE_NOT_UTF8', 'the file is UTF-16: save it as UTF-8'],
    ['feff', 'FILE_NOT_UTF8', 'the file is UTF-16: save it as UTF-8'],
  ] as const
).map(([hex, code, message]) => ({ begins: Buffer.from(hex, 'hex'), problem: { code, message } }));

/** What was said of a file with its upload. */
export interface Expected {
  /** The mapping that was given for it; null: it is recognised. */
  readonly mapping: AnyMapping | null;
  readonly kind: RecordKind;
}

/**
 * The format of a file whose first bytes are `head`, which hold its first line.
 * @param fileName tells a pickle of old protocols, and JSONL whose first line is damaged from a CSV
 */
export function recogniseFormat(head: Buffer, fileName: string, { mapping, kind }: Expected): FileFormat | FormatProblem {
  const foreign = FOREIGN.find(({ begins }) => head.subarray(0, begins.length).equals(begins));
  if (foreign) return foreign.problem;
  const media = documentMedia(head, fileName, kind);
  if (media) return { form: 'document', media, mapping: null, offset: 0, line: 1 };
  if (isPickle(head, fileName)) return { form: 'pickle', mapping, offset: 0, line: 1 };
  const start = csvHeadOf(head);
  const bom = hasBom(head) ? BOM.length : 0;
  const flaw = flawOfHead(head, start);
  if (flaw) return flaw;
  const text = start.header.toString('utf8').trim();
  if (text === '') return { code: 'FILE_EMPTY', message: 'the file holds no line' };
  const json = jsonForm(text, { head, bom, isJsonLines: /\.(jsonl|ndjson)(\.gz)?$/i.test(fileName) });
  if (json) return { mapping, offset: bom, line: 1, ...json };
  return recogniseCsv(start, mapping) ?? belowPreamble(head, mapping);
}

type JsonForm = Omit<Extract<FileFormat, { isBare?: boolean }>, 'mapping' | 'offset' | 'line'> &
  Partial<Pick<FileFormat, 'offset' | 'line'>>;

/** How JSON is laid out, told by its first line; null where it is none. Only lines that say so by their name may begin with a damaged one. */
function jsonForm(text: string, { head, bom, isJsonLines }: { head: Buffer; bom: number; isJsonLines: boolean }): JsonForm | null {
  if (text === '[') return { form: 'array' };
  if (isJsonLines) return { form: 'jsonl' };
  if (text.startsWith('[')) return { form: 'array' };
  if (!text.startsWith('{')) return null;
  const offset = wrappedArrayAt(head, bom);
  if (offset !== null) return { form: 'array', offset, line: lineAt(head, offset), isWrapped: true };
  return text === '{' ? { form: 'array', isBare: true } : { form: 'jsonl' };
}

function lineAt(head: Buffer, offset: number): number {
  return head.subarray(0, offset).reduce((line, byte) => (byte === NEWLINE ? line + 1 : line), 1);
}

/** What makes the whole file unreadable as text. */
function flawOfHead(head: Buffer, { header }: CsvHead): FormatProblem | null {
  if (head.toString('latin1', 257, 262) === 'ustar') return { code: 'FORMAT_UNKNOWN', message: PACKED };
  const first = header.subarray(0, 64);
  if (first.length > 2 && (first.indexOf(0) === 1 || first.indexOf(0) === 0)) {
    return { code: 'FILE_NOT_UTF8', message: 'the file is UTF-16 or no text: save it as UTF-8' };
  }
  if (!head.includes(NEWLINE) && header.subarray(0, -1).includes(0x0d)) {
    return { code: 'FORMAT_UNKNOWN', message: 'the lines of the file end with CR alone: save it with LF or CRLF' };
  }
  return null;
}

const MOST_PREAMBLE_LINES = 30;

/** Exports may have lines above their header, such as the name of the account or `sep=;`; the header is then known by its columns. */
function belowPreamble(head: Buffer, mapping: AnyMapping | null): CsvFormat | FormatProblem {
  for (const start of csvHeadsOf(head)) {
    const format = recogniseHeader(start, mapping);
    if (format) return format;
  }
  return unknownCsv(mapping);
}

/** The first lines of a file, each as if it were the header. */
export function* csvHeadsOf(head: Buffer): Generator<CsvHead> {
  let start = csvHeadOf(head);
  yield start;
  for (let lines = 0; lines < MOST_PREAMBLE_LINES && start.end < head.length; lines += 1) {
    const { bytes: header, end, line } = firstLine(head, start.end, start.line + 1);
    start = { head, header, end, line };
    yield start;
  }
}

/** The first line of a file as a header, whatever it is. */
export function csvHeadOf(head: Buffer): CsvHead {
  const { bytes, end, line } = firstLine(head, hasBom(head) ? BOM.length : 0);
  return { head, header: bytes, end, line };
}

function hasBom(head: Buffer): boolean {
  return head.subarray(0, BOM.length).equals(BOM);
}

/** A splitter of this format that goes on at `place`, or begins at the first record. */
export function splitterOf(format: FileFormat, place: { readonly offset: number; readonly line: number } | null): RecordSplitter {
  const start = place ?? format;
  if (format.form === 'array')
    return createArraySplitter({ ...start, inside: place !== null || format.isBare === true, isWrapped: format.isWrapped === true });
  return createRecordSplitter({
    delimiter: format.form === 'csv' ? format.delimiter.charCodeAt(0) : null,
    offset: start.offset,
    line: start.line,
    // one line is the whole document, whose own limit holds
    ...(format.form === 'document' ? { limit: Number.POSITIVE_INFINITY } : {}),
  });
}

/** From protocol 2 on a pickle says so; older ones are known by the file's name. */
function isPickle(head: Buffer, fileName: string): boolean {
  if (head[0] === 0x80 && (head[1] as number) >= 2 && (head[1] as number) <= 5) return true;
  return /\.(pkl|pickle)(\.gz)?$/i.test(fileName);
}

/** The first line that is neither blank nor a mark of a reject file, without its line end. */
function firstLine(head: Buffer, from: number, fromLine = 1): { bytes: Buffer; end: number; line: number } {
  let start = from;
  for (let line = fromLine; ; line += 1) {
    const newline = head.indexOf(NEWLINE, start);
    const end = newline < 0 ? head.length : newline;
    const bytes = head.subarray(start, head[end - 1] === 0x0d && end > start ? end - 1 : end);
    const isMark = bytes.toString('latin1', 0, REJECT_MARK.length) === REJECT_MARK;
    if (newline < 0 || (!isMark && bytes.some((byte) => byte > 0x20))) return { bytes, end: Math.min(end + 1, head.length), line };
    start = end + 1;
  }
}
