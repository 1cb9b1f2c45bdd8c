import type { CsvHead } from '../domain/lines/csv-format.ts';
import { parseCsvRecords } from '../domain/lines/csv-rows.ts';
import { rawBatches } from '../domain/lines/raw-batches.ts';
import { createRecordSplitter } from '../domain/lines/record-splitter.ts';
import { skipBytes } from '../domain/lines/skip-bytes.ts';
import { createDateOrderTally } from '../domain/mapping/date-order.ts';
import { dayAndClock } from '../domain/mapping/parse-date.ts';
import { type Proposal, withChoice } from '../domain/mapping/proposal.ts';
import { openFile } from '../jobs/file-bytes.ts';

const ROWS = 1000;
const ORDER_PATH = 'transaction.date.order';

export interface TableStart {
  readonly start: CsvHead;
  readonly delimiter: string;
}

/** The proposal with the order of its dates, where a row beyond the first ones tells it: the whole file is looked through. */
export async function settleOrder(proposal: Proposal, file: string, { start, delimiter }: TableStart): Promise<Proposal> {
  const choice = proposal.open.find(({ path }) => path.join('.') === ORDER_PATH);
  if (!choice) return proposal;
  const { header, end } = start;
  const [names] = parseCsvRecords([header], delimiter);
  const index = names && 'fields' in names ? names.fields.findIndex((name) => name.trim() === choice.column) : -1;
  const tally = createDateOrderTally();
  const { chunks, close } = await openFile(file, 0);
  try {
    const splitter = createRecordSplitter({ delimiter: delimiter.charCodeAt(0), offset: 0, line: 1 });
    for await (const batch of rawBatches(skipBytes(chunks, end), splitter, ROWS)) {
      const rows = parseCsvRecords(
        batch.map(({ bytes }) => bytes),
        delimiter,
      );
      for (const row of rows) if ('fields' in row) tally.add(dayAndClock(row.fields[index]?.trim() ?? '')[0]);
    }
  } finally {
    close();
  }
  const found = tally.found();
  return found?.isSure ? withChoice(proposal, choice, found.order) : proposal;
}
