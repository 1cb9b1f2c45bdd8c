import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from '../src/commands/evaluate.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...argv: string[]) {
  const said: Record<'out' | 'err', string[]> = { out: [], err: [] };
  const writer = (lines: string[]) => ({ write: (text: string) => lines.push(text) > 0 });
  await evaluate(argv, { stdout: writer(said.out), stderr: writer(said.err) });
  return { out: said.out.join(''), err: said.err.join('') };
}

async function file(name: string, text: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const HEAD = 'TRANSACTION_ID,TX_DATETIME,CUSTOMER_ID,TERMINAL_ID,TX_AMOUNT,TX_FRAUD';
const LINES = [HEAD, '1,2026-01-01 10:00:00,7,9,12.50,0', '2,2026-01-20 10:00:00,7,9,99.99,1', '3,2026-01-20 11:00:00,8,9,10,0'].join('\n');
const RANGES = ['--train', '2026-01-01..2026-01-05', '--test', '2026-01-15..2026-01-31'];

describe('evaluate anomalies', () => {
  it('prints one JSON object, also of a gzipped file and without the column of scenarios', async () => {
    const transactions = await file('cards.csv.gz', gzipSync(LINES));
    const { out, err } = await run('anomalies', '--transactions', transactions, ...RANGES, '--json');
    expect(JSON.parse(out)).toMatchObject({ supervised: null, counts: { train: 1, test: 2, testFrauds: 1, leftOut: 0 }, scenarios: {} });
    expect(err).toContain('3 payments');
  });

  it('says what is wrong with the options, and which line is not of the format', async () => {
    await expect(run('anomalies')).rejects.toThrow(/--transactions needs a file/);
    await expect(run('weather')).rejects.toThrow(/Say what is to be measured/);
    await expect(run('anomalies', '--what')).rejects.toThrow(/what/);
    const good = await file('good.csv', LINES);
    await expect(run('anomalies', '--transactions', good, '--train', '2026-01', '--test', RANGES[3] as string)).rejects.toThrow(
      /--train is not DATE/,
    );
    const overlap = ['--train', '2026-01-01..2026-01-15', '--test', '2026-01-15..2026-01-31'];
    await expect(run('anomalies', '--transactions', good, ...overlap)).rejects.toThrow(/begins before the train dates end/);
    const bad = await file('bad.csv', `${LINES}\n4,2026-01-21,7,9,ten,0`);
    await expect(run('anomalies', '--transactions', bad, ...RANGES)).rejects.toThrow(/record 4/);
    await expect(run('anomalies', '--transactions', join(folder, 'none.csv'), ...RANGES)).rejects.toThrow(/cannot be read/);
  });
});

describe('evaluate money', () => {
  it('writes the page with the figures of its JSON', { timeout: 300_000 }, async () => {
    const page = join(folder, 'EVALUATION.md');
    const { out } = await run('money', '--customers', '3', '--months', '15', '--seed', '105', '--out', page, '--json');
    const figures = JSON.parse(out);
    expect(figures).toMatchObject({ customers: 3, months: 15, seed: 105, anomalies: null });
    const text = await readFile(page, 'utf8');
    expect(text).toContain('seed 105');
    expect(text).toContain(figures.recurring.methods.ours.f1.toFixed(3));
    expect(text).toContain(figures.cashflow[0].pinball.ours.toFixed(3));
  });

  it('refuses a seed that thresholds were set on', async () => {
    await expect(run('money', '--seed', '7')).rejects.toThrow(/--seed is one that thresholds were set on/);
  });
});
