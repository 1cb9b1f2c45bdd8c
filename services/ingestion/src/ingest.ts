import type { Intake } from '@munshi/events/event';
import type { RecordKind } from './domain/entry.ts';
import type { EqualRows } from './domain/identity.ts';
import { HEAD_BYTES } from './domain/lines/csv-format.ts';
import { recogniseFormat, splitterOf } from './domain/lines/file-format.ts';
import { rawBatches } from './domain/lines/raw-batches.ts';
import { skipBytes } from './domain/lines/skip-bytes.ts';
import type { BankDefaults } from './domain/mapping/mapping.ts';
import { type PickleLines, pickleLines } from './domain/pickle/pickle-lines.ts';
import { readEntries } from './domain/read-entries.ts';
import type { TopicRecord } from './domain/versions/event-records.ts';
import { emptyRegister } from './domain/versions/known.ts';
import { type Outcome, planBatch } from './domain/versions/plan-batch.ts';

/** The rows of a pickle as JSON lines, which is what ingestion reads of one. @throws PickleRefusedError */
export async function linesOfPickle(bytes: Buffer): Promise<PickleLines> {
  return pickleLines(bytes, async () => undefined);
}

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

/** Smaller than a job's: without a database there is no round trip to share, and less is held at once. */
const BATCH_SIZE = 100;

/**
 * The events of a file's bytes as ingestion makes them, against an empty register: what a benchmark or a dry run needs.
 * Pulls the next bytes only when the batch before was taken. Customers' profiles follow from the whole file and are not
 * among them.
 * @throws Error where the format is not recognised
 */
export async function* eventsOf(chunks: AsyncIterable<Buffer>, options: EventsOptions): AsyncGenerator<EventsBatch> {
  const { head, all } = await withHead(chunks);
  const format = recogniseFormat(head, options.fileName ?? '', { kind: options.kind, mapping: null });
  if ('code' in format) throw new Error(format.message);
  if (format.form === 'pickle' || format.form === 'document') throw new Error('the file is no stream of records: its job reads it whole');
  const splitter = splitterOf(format, null);
  const envelope = { intake: options.intake, timeZone: options.bank.timeZone, now: options.now };
  const equalRows: EqualRows = new Map();
  for await (const batch of rawBatches(skipBytes(all, format.offset), splitter, options.batchSize ?? BATCH_SIZE)) {
    const whole = batch.filter(({ part }) => part === 'whole' || part === 'last');
    const entries = readEntries(whole, { format, kind: options.kind, bank: options.bank, today: options.now.slice(0, 10) });
    yield planBatch(entries, emptyRegister(), equalRows, envelope);
  }
}

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
