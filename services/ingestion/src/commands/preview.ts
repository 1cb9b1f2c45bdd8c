import { basename } from 'node:path';
import { AppError } from '@munshi/service-kit/errors';
import { bankSettings, type Environment, loadSettings } from '@munshi/service-kit/settings';
import { documentLine } from '../domain/documents/document-line.ts';
import { HEAD_BYTES, proposeMapping } from '../domain/lines/csv-format.ts';
import { csvHeadsOf, type FileFormat, recogniseFormat, splitterOf } from '../domain/lines/file-format.ts';
import { isCustomerMapping } from '../domain/mapping/mapping.ts';
import { type Proposal, withOpenChoices } from '../domain/mapping/proposal.ts';
import { pickleLines } from '../domain/pickle/pickle-lines.ts';
import { PickleRefusedError } from '../domain/pickle/refusal.ts';
import { type ReadOptions, readEntries } from '../domain/read-entries.ts';
import { headOf, openFile } from '../jobs/file-bytes.ts';
import type { IngestOptions } from './ingest-options.ts';
import { settleOrder } from './settle-order.ts';

const MOST_SHOWN = 5;

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
    const proposal = 'code' in format && format.code === 'FORMAT_UNKNOWN' ? await proposalFor(file, head) : null;
    const shown = proposal ? recogniseFormat(head, name, { mapping: proposal.mapping, kind: options.kind }) : format;
    if ('code' in format) code = 1;
    const read = { kind: options.kind, bank: { timeZone, currency }, today: new Date().toISOString().slice(0, 10) };
    const records = 'code' in shown ? [] : await firstRecords(file, head, { ...read, format: shown });
    const view = {
      file: name,
      ...('code' in format ? { error: format } : { form: format.form, mapping: format.mapping, ...notesOn(format) }),
      ...(proposal ? { proposedMapping: withOpenChoices(proposal), toBeChosen: proposal.open.map(({ message }) => message) } : {}),
      records,
    };
    stdout.write(`${options.json ? JSON.stringify(view) : JSON.stringify(view, null, 2)}\n`);
  }
  return code;
}

async function proposalFor(file: string, head: Buffer): Promise<Proposal | null> {
  for (const start of csvHeadsOf(head)) {
    const found = proposeMapping(start);
    if (found) return settleOrder(found.proposal, file, { start, delimiter: found.delimiter });
  }
  return null;
}

/** What is left unknown, since the rows do not tell it. */
function notesOn({ mapping }: FileFormat): { notes?: string[] } {
  if (mapping === null || !isCustomerMapping(mapping)) return {};
  const { birthDate, updatedAt } = mapping.customers;
  const open = [birthDate?.dayAbove12Only ? birthDate.column : [], updatedAt?.isSure === false ? updatedAt.column : []].flat();
  if (open.length === 0) return {};
  return {
    notes: open.map((column) => `${column}: no row tells day from month; a date that could be two is unknown. --map can say the order`),
  };
}

/** The first records as ingestion would take them: with their repairs, or with the reason why not. */
async function firstRecords(file: string, head: Buffer, options: ReadOptions): Promise<unknown[]> {
  const { format } = options;
  const bytes = (await derivedLines(file, format)) ?? head.subarray(format.offset);
  const splitter = splitterOf(format, null);
  const records = splitter.push(bytes);
  if (bytes.length < HEAD_BYTES) records.push(...splitter.end());
  const entries = readEntries(records.slice(0, MOST_SHOWN), options);
  return entries.map((entry) => {
    if (entry.kind === 'rejected') return { rejected: entry.rejection };
    const { kind: _, repairs, ...shown } = entry;
    return { ...shown, repairs };
  });
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
