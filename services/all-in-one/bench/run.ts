import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
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
  'delivery',
  'latency',
  'replicas',
  'indexing',
  'embeddings',
  'vector-search',
] as const;
/** Those that lie with the package that they measure. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  embeddings: 'embeddings/bench/local.ts',
  'vector-search': 'vector-store/bench/large-set.ts',
};
/** Takes as long as it is told to, so it is run by its name alone. */
const BY_NAME = ['soak'] as const;
const PACKAGES = resolve(import.meta.dirname, '../../../packages');
const RESULTS = resolve(import.meta.dirname, '../../../bench/RESULTS.md');

async function measure(name: string, options: readonly string[]): Promise<Section> {
  const load = loadNow();
  const at = new Date();
  const file = ELSEWHERE[name] ? resolve(PACKAGES, ELSEWHERE[name]) : join(import.meta.dirname, `${name}.ts`);
  const child = spawn(process.execPath, [file, ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
  });
  const code = await new Promise((done) => child.once('exit', done));
  if (code !== 0) throw new Error(`the benchmark ${name} ended with ${code}`);
  return { name, load, at, measurements: JSON.parse(text) as Measurement[] };
}

const given = process.argv.slice(2);
const asJson = given.includes('--json');
const known: readonly string[] = [...BENCHMARKS, ...BY_NAME];
const names = given.filter((argument) => !argument.startsWith('--'));
const options = given.filter((argument) => argument.startsWith('--') && argument !== '--json');
const unknown = names.filter((name) => !known.includes(name));
if (unknown.length > 0 || (options.length > 0 && names.length !== 1)) {
  const what = unknown.length > 0 ? `There is no benchmark ${unknown.join(', ')}` : `${options.join(' ')} is for one benchmark`;
  process.stderr.write(
    `${what}: choose among ${known.join(', ')}, or none for all but soak [--minutes=30] [--rate=500]; replicas takes [--events=60000].\n`,
  );
  process.exit(1);
}

const sections: Section[] = [];
const failures: string[] = [];
for (const name of names.length === 0 ? BENCHMARKS : names) {
  process.stderr.write(`${name} …\n`);
  try {
    const section = await measure(name, options);
    sections.push(section);
    mkdirSync(dirname(RESULTS), { recursive: true });
    writeFileSync(RESULTS, pageOf(existsSync(RESULTS) ? readFileSync(RESULTS, 'utf8') : '', [section], known));
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  }
}
process.stdout.write(asJson ? `${JSON.stringify(sections)}\n` : pageOf('', sections, known));
if (failures.length > 0) {
  process.stderr.write(`${failures.join('\n')}\n`);
  process.exitCode = 1;
}
