import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { linesOfPickle } from '@munshi/ingestion/ingest';
import { cpuSeconds, hand, median } from './measurement.ts';

const ROWS = 200_000;
const ROUNDS = 7;

/** Makes the frame where the file is not there; reads it as often as it is told, and says the processor time of each. */
const PYTHON = `
import os, pickle, sys, time
import pandas as pd, numpy as np
path, rows, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
if not os.path.exists(path):
    draw = np.random.default_rng(1)
    frame = pd.DataFrame({
        "transactionId": [f"T{n}" for n in range(rows)],
        "customerId": [f"C{n}" for n in draw.integers(1_000_000, 1_002_000, rows)],
        "amount": draw.integers(1, 500_000, rows) / 100,
        "date": pd.to_datetime("2016-08-01") + pd.to_timedelta(draw.integers(0, 90, rows), unit="D"),
        "city": pd.Categorical(draw.choice(["MUMBAI", "NEW DELHI", "BANGALORE"], rows)),
        "merchant": [None if n % 7 == 0 else f"SHOP {n % 500}" for n in range(rows)],
        "posted": draw.integers(0, 2, rows).astype(bool),
    })
    with open(path, "wb") as file:
        pickle.dump(frame, file, protocol=4)
times = []
for _ in range(rounds):
    begun = time.process_time()
    with open(path, "rb") as file:
        frame = pickle.load(file)
    times.append(time.process_time() - begun)
    assert len(frame) == rows
print(times)
`;

const folder = mkdtempSync(join(tmpdir(), 'munshi-bench-pickle-'));
try {
  const file = join(folder, 'frame.pkl');
  const python = spawnSync('python3', ['-c', PYTHON, file, String(ROWS), String(ROUNDS)], { encoding: 'utf8' });
  if (python.status === 0) await compare(JSON.parse(python.stdout) as number[], file);
  else {
    process.stderr.write('left out: needs python3 with pandas\n');
    hand([]);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(theirs: readonly number[], file: string): Promise<void> {
  const reading: number[] = [];
  const writing: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = cpuSeconds();
    const lines = await linesOfPickle(readFileSync(file));
    reading.push(cpuSeconds() - begun);
    if (lines.rows !== ROWS) throw new Error(`${ROWS} rows were read as ${lines.rows}`);
    for await (const _ of lines.chunks);
    writing.push(cpuSeconds() - begun);
  }
  const reference = { what: "Python's unpickling of the same frame", value: Math.round(ROWS / median(theirs)) };
  const compared = (times: readonly number[]) => {
    const value = Math.round(ROWS / median(times));
    return { value, unit: 'rows a CPU second', reference, ratio: value / reference.value };
  };
  hand([
    { what: 'a pickled DataFrame read into its columns', ...compared(reading), target: { of: 'ratio', atLeast: 0.2 } },
    { what: 'the same, and its rows written as JSON lines', ...compared(writing), target: null },
  ]);
}
