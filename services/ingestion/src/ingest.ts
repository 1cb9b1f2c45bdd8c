import type { Intake } from '@munshi/events/event';
import type { RecordKind } from './domain/entry.ts';
import type { EqualRows } from './domain/identity.ts';
import { type FileFormat, type FormatProblem, recogniseFormat } from './domain/lines/file-format.ts';
import { rawBatches } from './domain/lines/raw-batches.ts';
import { createRecordSplitter } from './domain/lines/record-splitter.ts';
import type { BankDefaults } from './domain/mapping/mapping.ts';
import { readEntries } from './domain/read-entries.ts';
import type { TopicRecord } from './domain/versions/event-records.ts';
import { emptyRegister } from './domain/versions/known.ts';
import { type Outcome, planBatch } from './domain/versions/plan-batch.ts';

export interface EventsOptions {
  readonly kind: RecordKind;
  readonly intake: Intake;
  readonly bank: BankDefaults;
  /** Time of taking in, RFC 3339 UTC. */
  readonly now: string;
  readonly fileName?: string;
  readonly batchSize?: number;
}

export interface EventsBatch {
  /** Ready for a bus. */
  readonly records: readonly TopicRecord[];
  readonly outcomes: readonly Outcome[];
}

/** Events that are published together: enough to be quick, few enough to keep others waiting briefly. */
export const BATCH_SIZE = 500;

/**
 * The events of a file's bytes as ingestion makes them, against an empty register: what a benchmark or a dry run needs.
 * Pulls the next bytes only when the batch before was taken. Customers' profiles follow from the whole file and are not
 * among them.
 * @throws Error where the format is not recognised
 */
export async function* eventsOf(chunks: AsyncIterable<Buffer>, options: EventsOptions): AsyncGenerator<EventsBatch> {
  const { head, all } = await withHead(chunks);
  const format = recogniseFormat(head, options.fileName ?? '');
  if (isProblem(format)) throw new Error(format.message);
  const splitter = createRecordSplitter(splitterStart(format));
  const envelope = { intake: options.intake, timeZone: options.bank.timeZone, now: options.now };
  const equalRows: EqualRows = new Map();
  for await (const batch of rawBatches(skipBytes(all, format.offset), splitter, options.batchSize ?? BATCH_SIZE)) {
    const whole = batch.filter(({ part }) => part === 'whole' || part === 'last');
    const entries = readEntries(whole, { format, kind: options.kind, bank: options.bank });
    yield planBatch(entries, emptyRegister(), equalRows, envelope);
  }
}

export function isProblem(format: FileFormat | FormatProblem): format is FormatProblem {
  return 'code' in format;
}

/** Where a splitter of this format begins. */
export function splitterStart(format: FileFormat): { delimiter: number | null; offset: number; line: number } {
  const { offset, line } = format;
  return { delimiter: format.form === 'csv' ? format.delimiter.charCodeAt(0) : null, offset, line };
}

/** The stream without its first bytes. */
export async function* skipBytes(chunks: AsyncIterable<Buffer>, count: number): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of chunks) {
    if (chunk.length > left) yield left > 0 ? chunk.subarray(left) : chunk;
    left = Math.max(0, left - chunk.length);
  }
}

const HEAD_BYTES = 65_536;

async function withHead(chunks: AsyncIterable<Buffer>): Promise<{ head: Buffer; all: AsyncGenerator<Buffer> }> {
  const source = chunks[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  for (let bytes = 0; bytes < HEAD_BYTES; ) {
    const next = await source.next();
    if (next.done) break;
    first.push(next.value);
    bytes += next.value.length;
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield* first;
    for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
  }
  return { head: Buffer.concat(first), all: all() };
}
