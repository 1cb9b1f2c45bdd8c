import type { RawRecord, RecordSplitter } from './record-splitter.ts';

/** Events that are published together: enough to be quick, few enough to keep others waiting briefly. */
export const BATCH_SIZE = 1000;

/** Before the line it explains in a reject file; such a line is skipped when the mended file comes back. */
export const REJECT_MARK = '#munshi-reject ';
const REJECT_MARK_BYTES = Buffer.from(REJECT_MARK);

/**
 * Records in the order of the file, `size` at a time; blank lines and marks of a reject file are none. A batch ends at each
 * part of a line that is too long, so that none of it is held. What was read before an error of the stream comes before it.
 */
export async function* rawBatches(chunks: AsyncIterable<Buffer>, splitter: RecordSplitter, size: number): AsyncGenerator<RawRecord[]> {
  let batch: RawRecord[] = [];
  let failure: { readonly error: unknown } | null = null;
  try {
    for await (const chunk of chunks) {
      for (const record of splitter.push(chunk)) {
        if (isNothing(record)) continue;
        batch.push(record);
        if (batch.length < size && record.part === 'whole') continue;
        yield batch;
        batch = [];
      }
    }
  } catch (error) {
    failure = { error };
  }
  // A line that a damaged stream cuts off is no record: half an amount would be a wrong one.
  if (failure === null) batch.push(...splitter.end().filter((record) => !isNothing(record)));
  if (batch.length > 0) yield batch;
  if (failure !== null) throw failure.error;
}

/** A blank line, or a mark of a reject file. */
export function isNothing({ bytes, part }: RawRecord): boolean {
  if (part !== 'whole') return false;
  if (bytes[0] === REJECT_MARK_BYTES[0] && bytes.subarray(0, REJECT_MARK_BYTES.length).equals(REJECT_MARK_BYTES)) return true;
  return bytes.length < 64 && bytes.every((byte) => byte === 0x20 || byte === 0x09);
}
