import { basename } from 'node:path';
import { AppError } from '@munshi/service-kit/errors';
import { bankSettings, type Environment, loadSettings } from '@munshi/service-kit/settings';
import { documentLine } from '../domain/documents/document-line.ts';
import type { Entry } from '../domain/entry.ts';
import { HEAD_BYTES, proposeCsvMapping } from '../domain/lines/csv-format.ts';
import { csvHeadsOf, type FileFormat, type FormatProblem, recogniseFormat, splitterOf } from '../domain/lines/file-format.ts';
import { type JsonObject, parseJsonLine } from '../domain/lines/json-line.ts';
import { isNothing } from '../domain/lines/raw-batches.ts';
import type { RawRecord } from '../domain/lines/record-splitter.ts';
import { sampleOfObjects } from '../domain/mapping/json-row.ts';
import { isCustomerMapping } from '../domain/mapping/mapping.ts';
import { type Proposal, withOpenChoices } from '../domain/mapping/proposal.ts';
import { proposeMapping } from '../domain/mapping/propose-mapping.ts';
import { columnsOf } from '../domain/mapping/recognise.ts';
import { pickleLines } from '../domain/pickle/pickle-lines.ts';
import { PickleRefusedError } from '../domain/pickle/refusal.ts';
import { type ReadOptions, readEntries } from '../domain/read-entries.ts';
import { headOf, openFile } from '../jobs/file-bytes.ts';
import type { IngestOptions } from './ingest-options.ts';
import { settleOrder } from './settle-order.ts';

const MOST_SHOWN = 5;
/** As many as a mapping is proposed from. */
const MOST_SAMPLED = 1000;
const ENOUGH_TO_TELL = 3;

export interface PreviewContext {
  readonly environment: Environment;
  readonly stdout: { write(text: string): unknown };
}

/**
 * `npm run ingest -- FILE --preview`: how each file would be read. Where its columns are not known, a mapping is proposed, to be
 * corrected, saved and given with `--map`. Nothing is sent.
 * @returns 0 when every file would be read
 */
export async function preview({ files, ...options }: IngestOptions, { environment, stdout }: PreviewContext): Promise<number> {
  const { BANK_TIME_ZONE: timeZone, BANK_CURRENCY: currency } = loadSettings(bankSettings, environment);
  let code = 0;
  for (const file of files) {
    const head = await headOf(file);
    const name = basename(file);
    const format = recogniseFormat(head, name, { mapping: options.map, kind: options.kind });
    const first = 'code' in format ? [] : await firstRecords(file, head, format);
    const read = { kind: options.kind, bank: { timeZone, currency }, today: new Date().toISOString().slice(0, 10) };
    const proposal = await proposalFor({ file, head, format }, first, read);
    const shown = proposal ? recogniseFormat(head, name, { mapping: proposal.mapping, kind: options.kind }) : format;
    if ('code' in format || proposal) code = 1;
    const records = 'code' in shown ? [] : 'code' in format ? await firstRecords(file, head, shown) : first;
    const entries = 'code' in shown ? [] : readEntries(records, { ...read, format: shown });
    const view = {
      file: name,
      ...('code' in format ? { error: proposal ? format : withAdvice(format) } : { form: format.form, mapping: format.mapping }),
      ...notesOn(shown, entries),
      ...(proposal ? { proposedMapping: withOpenChoices(proposal), toBeChosen: toBeChosen(proposal, shown) } : {}),
      records: entries.slice(0, MOST_SHOWN).map(shownEntry),
    };
    stdout.write(`${options.json ? JSON.stringify(view) : JSON.stringify(view, null, 2)}\n`);
  }
  return code;
}

interface Previewed {
  readonly file: string;
  readonly head: Buffer;
  readonly format: FileFormat | FormatProblem;
}

/** Where a table is not known, or no JSON object is read as it is; null where there is nothing to propose. */
async function proposalFor(
  { file, head, format }: Previewed,
  first: readonly RawRecord[],
  read: Omit<ReadOptions, 'format'>,
): Promise<Proposal | null> {
  if (!('code' in format)) {
    if (format.form === 'csv' || format.form === 'document' || format.mapping !== null) return null;
    if (readEntries(first, { ...read, format }).some(({ kind }) => kind !== 'rejected')) return null;
    return proposeMapping(sampleOfObjects(first.flatMap(({ bytes }) => objectIn(bytes))));
  }
  if (format.code !== 'FORMAT_UNKNOWN') return null;
  for (const start of csvHeadsOf(head)) {
    const found = proposeCsvMapping(start);
    if (found) return settleOrder(found.proposal, file, { start, delimiter: found.delimiter });
  }
  return null;
}

function objectIn(bytes: Buffer): JsonObject[] {
  const line = parseJsonLine(bytes);
  return 'value' in line ? [line.value] : [];
}

function toBeChosen({ open }: Proposal, shown: FileFormat | FormatProblem): string[] {
  return [...open.map(({ message }) => message), ...('code' in shown ? [shown.message] : [])];
}

/** Where no mapping can be proposed either. */
function withAdvice(problem: FormatProblem): FormatProblem {
  if (problem.code !== 'FORMAT_UNKNOWN' || !problem.message.includes('--preview')) return problem;
  const message =
    'the file is no JSON, and none of its first lines is a header that names a date and an amount, or a customer: rename its columns, or write a mapping (services/ingestion/README.md)';
  return { ...problem, message };
}

/** What the rows do not tell and is left unknown, what looks unlikely, and which columns are not read. */
function notesOn(format: FileFormat | FormatProblem, entries: readonly Entry[]): { notes?: string[]; columnsNotRead?: string[] } {
  if ('code' in format) return {};
  const { mapping } = format;
  const known = new Set(mapping === null ? [] : columnsOf(mapping));
  const unread =
    format.form === 'csv' && mapping !== null ? [...format.columns.keys()].filter((name) => name !== '' && !known.has(name)) : [];
  const { birthDate, updatedAt } = mapping !== null && isCustomerMapping(mapping) ? mapping.customers : {};
  const open = [birthDate?.dayAbove12Only ? birthDate.column : [], updatedAt?.isSure === false ? updatedAt.column : []].flat();
  const notes = [
    ...open.map((column) => `${column}: no row tells day from month; a date that could be two is unknown. --map can say the order`),
    ...(isAllMoneyIn(entries) ? ['every amount is read as money in; where these are payments, --map can say so ("sign": "out")'] : []),
  ];
  return { ...(notes.length === 0 ? {} : { notes }), ...(unread.length === 0 ? {} : { columnsNotRead: unread }) };
}

/** Accounts that only receive are rare; lists of payments without a sign are not. */
function isAllMoneyIn(entries: readonly Entry[]): boolean {
  const amounts = entries.flatMap((entry) => (entry.kind === 'transaction' ? [entry.transaction.amount.minor] : []));
  return amounts.length >= ENOUGH_TO_TELL && amounts.every((minor) => minor > 0);
}

/** The first records of a file, of what its head holds. */
async function firstRecords(file: string, head: Buffer, format: FileFormat): Promise<RawRecord[]> {
  const bytes = (await derivedLines(file, format)) ?? head.subarray(format.offset);
  const splitter = splitterOf(format, null);
  const records = splitter.push(bytes);
  if (bytes.length < HEAD_BYTES) records.push(...splitter.end());
  return records.filter((record) => !isNothing(record)).slice(0, MOST_SAMPLED);
}

/** A record as ingestion would take it: with its repairs, or with the reason why not. */
function shownEntry(entry: Entry): unknown {
  if (entry.kind === 'rejected') return { rejected: entry.rejection };
  const { kind: _, repairs, ...shown } = entry;
  return { ...shown, repairs };
}

/** The lines that are made of a pickle or a document; null where the file itself holds lines. */
async function derivedLines(file: string, format: FileFormat): Promise<Buffer | null> {
  if (format.form === 'document') return documentLine(await bytesOf(file), format.media, basename(file));
  if (format.form !== 'pickle') return null;
  try {
    const lines = await pickleLines(await bytesOf(file), async () => undefined);
    return (await lines.chunks.next()).value ?? Buffer.alloc(0);
  } catch (error) {
    if (!(error instanceof PickleRefusedError)) throw error;
    throw new AppError(`the pickle is not read: ${error.message}`, { code: 'PICKLE_REFUSED', failure: 'invalid' });
  }
}

async function bytesOf(file: string): Promise<Buffer> {
  const { chunks, close } = await openFile(file, 0);
  try {
    const parts: Buffer[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    return Buffer.concat(parts);
  } finally {
    close();
  }
}
