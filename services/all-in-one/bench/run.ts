import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Measurement } from './measurement.ts';
import { loadNow, pageOf, type Section } from './report.ts';

/** Each in a process of its own: none pays for another's memory or compiled code. */
const BENCHMARKS = [
  'start-up',
  'csv',
  'ingest',
  'ingest-kafka',
  'ingest-pickle',
  'engine',
  'engine-river',
  'engine-kafka',
  'memory',
] as const;
const RESULTS = resolve(import.meta.dirname, '../../../bench/RESULTS.md');

async function measure(name: string): Promise<Section> {
  const load = loadNow();
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  const code = await new Promise((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`the benchmark ${name} ended with ${code}`);
  return { name, load, measurements: JSON.parse(text) as Measurement[] };
}

const given = process.argv.slice(2);
const asJson = given.includes('--json');
const names = given.filter((argument) => argument !== '--json');
const unknown = names.filter((name) => !(BENCHMARKS as readonly string[]).includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no benchmark ${unknown.join(', ')}: choose among ${BENCHMARKS.join(', ')}, or none for all.\n`);
  process.exit(1);
}

const sections: Section[] = [];
for (const name of names.length === 0 ? BENCHMARKS : names) {
  process.stderr.write(`${name} …\n`);
  sections.push(await measure(name));
}
const page = pageOf(sections, new Date());
// The page is of one run: a single benchmark is shown and does not take the place of all.
if (names.length === 0) {
  mkdirSync(resolve(RESULTS, '..'), { recursive: true });
  writeFileSync(RESULTS, page);
}
process.stdout.write(asJson ? `${JSON.stringify(sections)}\n` : page);
