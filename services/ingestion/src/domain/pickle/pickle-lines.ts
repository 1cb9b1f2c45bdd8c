import { RECORD_LIMIT_BYTES } from '../lines/record-splitter.ts';
import { createPickleMachine } from './machine.ts';
import type { Pickle } from './pickle.ts';
import { jsonLinesOf, rowsOf } from './rows.ts';

/** Opcodes between two pauses: a few milliseconds. */
const STEP_OPCODES = 100_000;
const CHUNK_CHARACTERS = 64 * 1024;

export interface PickleLines {
  readonly rows: number;
  /** How many of them were given so far. */
  given(): number;
  /** The rows as JSON lines: the same bytes whenever the same file is read. */
  readonly chunks: AsyncGenerator<Buffer>;
}

/**
 * A pickle as JSON lines, one a record.
 * @param pause lets others have their turn; called every few milliseconds
 * @throws PickleRefusedError
 */
export async function pickleLines(bytes: Buffer, pause: () => Promise<void>): Promise<PickleLines> {
  const machine = createPickleMachine(bytes);
  let pickle: Pickle | null = null;
  for (pickle = machine.step(STEP_OPCODES); pickle === null; pickle = machine.step(STEP_OPCODES)) await pause();
  const rows = rowsOf(pickle);
  let given = 0;
  async function* chunks(): AsyncGenerator<Buffer> {
    let text = '';
    for (const line of jsonLinesOf(rows, RECORD_LIMIT_BYTES)) {
      text += `${line}\n`;
      given += 1;
      if (text.length < CHUNK_CHARACTERS) continue;
      yield Buffer.from(text);
      text = '';
      await pause();
    }
    if (text !== '') yield Buffer.from(text);
  }
  return { rows: rows.count, given: () => given, chunks: chunks() };
}
