import type { AnyMapping } from '../mapping/mapping.ts';
import type { Proposal } from '../mapping/proposal.ts';
import { proposeCustomers } from '../mapping/propose-customers.ts';
import { proposeMapping } from '../mapping/propose-mapping.ts';
import { columnsOf, DELIMITERS, recogniseColumns } from '../mapping/recognise.ts';
import type { Sample } from '../mapping/sample.ts';
import { parseCsvRecords } from './csv-rows.ts';
import { createRecordSplitter } from './record-splitter.ts';

export interface CsvFormat {
  readonly form: 'csv';
  readonly delimiter: string;
  readonly columns: ReadonlyMap<string, number>;
  readonly mapping: AnyMapping;
  /** How many columns the header has. */
  readonly width: number;
  /** The header line, which a reject file repeats. */
  readonly header: Buffer;
  /** Where the first record begins. */
  readonly offset: number;
  readonly line: number;
}

/** So much of a file is looked at; less is the whole file, whose last line may have no line end. */
export const HEAD_BYTES = 65_536;

export interface CsvProblem {
  readonly code: 'FORMAT_UNKNOWN' | 'HEADER_AMBIGUOUS' | 'MAPPING_MISFIT';
  readonly message: string;
}

/** The beginning of a file: its header line, and where and on which line that is. */
export interface CsvHead {
  readonly head: Buffer;
  readonly header: Buffer;
  readonly end: number;
  readonly line: number;
}

/** The table that a file is: by the given mapping, a built-in one, or as a customer file whose columns speak for themselves; null else. */
export function recogniseCsv(start: CsvHead, given: AnyMapping | null): CsvFormat | CsvProblem | null {
  return recogniseHeader(start, given) ?? (given ? null : formatOf(start, (_, delimiter) => proposeCustomers(sampleOf(start, delimiter))));
}

/** The table whose header a line is: by the given mapping or a built-in one; null else. */
export function recogniseHeader(start: CsvHead, given: AnyMapping | null): CsvFormat | CsvProblem | null {
  return formatOf(start, (names) => (given ? fitting(given, names) : recogniseColumns(names)));
}

function formatOf(
  start: CsvHead,
  mappingOf: (names: readonly string[], delimiter: string) => AnyMapping | null,
): CsvFormat | CsvProblem | null {
  for (const delimiter of DELIMITERS) {
    const names = namesOf(start.header, delimiter);
    const mapping = mappingOf(names, delimiter);
    if (!mapping) continue;
    const twice = columnsOf(mapping).find((name) => names.indexOf(name) !== names.lastIndexOf(name));
    if (twice !== undefined) return { code: 'HEADER_AMBIGUOUS', message: `two columns are named ${twice}: rename or remove one of them` };
    const columns = new Map(names.map((name, index) => [name, index]));
    const { header, end, line } = start;
    return { form: 'csv', delimiter, columns, mapping, width: names.length, header, offset: end, line: line + 1 };
  }
  return null;
}

/** Why a file is no table that is known. */
export function unknownCsv(given: AnyMapping | null): CsvProblem {
  if (given)
    return { code: 'MAPPING_MISFIT', message: `the file lacks one of the columns ${given.recognisedBy.join(', ')} of the mapping` };
  return {
    code: 'FORMAT_UNKNOWN',
    message:
      'the first line is neither JSON nor the header of a known CSV: --preview proposes a mapping, --map takes one; see services/ingestion/README.md',
  };
}

/** A mapping to be looked at, for a table that is not recognised; null where its columns say nothing. */
export function proposeCsvMapping(start: CsvHead): { readonly delimiter: string; readonly proposal: Proposal } | null {
  for (const delimiter of DELIMITERS) {
    const sample = sampleOf(start, delimiter);
    if (sample.columns.length < 2) continue;
    const proposal = proposeMapping(sample);
    if (proposal) return { delimiter, proposal };
  }
  return null;
}

function fitting(mapping: AnyMapping, names: readonly string[]): AnyMapping | null {
  return mapping.recognisedBy.every((column) => names.includes(column)) ? mapping : null;
}

function namesOf(header: Buffer, delimiter: string): string[] {
  const [row] = parseCsvRecords([header], delimiter);
  return row && 'fields' in row ? row.fields.map((name) => name.trim()) : [];
}

function sampleOf({ head, header, end }: CsvHead, delimiter: string): Sample {
  const splitter = createRecordSplitter({ delimiter: delimiter.charCodeAt(0), offset: 0, line: 1 });
  const records = splitter.push(head.subarray(end)).map(({ bytes }) => bytes);
  if (head.length < HEAD_BYTES) records.push(...splitter.end().map(({ bytes }) => bytes));
  const rows = parseCsvRecords(records, delimiter).flatMap((row) => ('fields' in row ? [row.fields] : []));
  return { columns: namesOf(header, delimiter), rows };
}
