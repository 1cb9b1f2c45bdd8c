import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { BATCH_SIZE } from '../src/domain/lines/raw-batches.ts';

/** Lines of the file; 1,000,000 is what the project promises, and takes its time. */
const LINES = Number(process.env.MUNSHI_TEST_KILL_LINES ?? 5_000);
const KILLS = 2;
const folder = mkdtempSync(join(tmpdir(), 'munshi-kill-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Result {
  readonly state: string;
  readonly counts: { readonly read: number; readonly accepted: number; readonly rejected: number };
  readonly events: number;
  readonly ids: number;
  readonly subjects: number;
}

/** Runs ingestion until it has read so many records, then kills it; null then. What is on the bus where it came to its end. */
async function run(killAt: number, upload = ''): Promise<Result | null> {
  const script = fileURLToPath(new URL('./ingestion-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, join(folder, 'data'), upload], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let result: Result | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('read ')) {
      if (Number(line.slice(5)) >= killAt) child.kill('SIGKILL');
    } else result = JSON.parse(line) as Result;
  }
  await ended;
  return result;
}

test(`kill -9 ${KILLS} times within a file of ${LINES} lines: each line is one event`, async () => {
  const file = join(folder, 'rows.csv');
  const out = createWriteStream(file);
  out.write('transactionId,customerId,amount,date\n');
  for (let line = 0; line < LINES; line += 1) {
    const row = `k${line},KC${line % 997},-${1 + (line % 100)}.25,2026-01-${String(1 + (line % 28)).padStart(2, '0')}\n`;
    if (!out.write(row)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
  for (let kill = 0; kill < KILLS; kill += 1) {
    const killAt = Math.max(1, Math.floor((LINES * kill) / KILLS));
    expect(await run(killAt, kill === 0 ? file : '')).toBeNull();
  }
  const result = await run(Number.POSITIVE_INFINITY);
  expect(result).toMatchObject({ state: 'done', counts: { read: LINES, accepted: LINES, rejected: 0 }, ids: LINES, subjects: LINES });
  // a batch that was on the bus and not yet in the register comes again, under the same ids
  expect(result?.events).toBeLessThanOrEqual(LINES + KILLS * BATCH_SIZE);
}, 3_600_000);
