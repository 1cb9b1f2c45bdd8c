import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { isMet, type Measurement, type Target } from './measurement.ts';

/** What was measured by one benchmark, when, and how busy the machine was when it began. */
export interface Section {
  readonly name: string;
  readonly load: number;
  readonly at: Date;
  readonly measurements: readonly Measurement[];
}

export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

const HEAD = ['| measured | | reference, same run | ratio | target | met |', '| --- | --- | --- | --- | --- | --- |'];

/** The results as a Markdown page: each section of `page` that was measured anew is replaced, in the order of `names`. */
export function pageOf(page: string, measured: readonly Section[], names: readonly string[]): string {
  const sections = new Map(page.split(/\n(?=## )/).map((text) => [/^## (\S+)/.exec(text)?.[1] ?? '', text.trimEnd()]));
  for (const section of measured) sections.set(section.name, sectionOf(section));
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
  const head = `# Benchmarks\n\nWritten by \`npm run bench\`, the last run of each. ${machine}.\nA ratio is how much of the reference's speed is left; 1 is the reference itself. Figures of different machines do not compare, ratios do.`;
  return `${[head, ...names.flatMap((name) => sections.get(name) ?? [])].join('\n\n')}\n`;
}

function sectionOf({ name, load, at, measurements }: Section): string {
  return [
    `## ${name}`,
    '',
    `On ${at.toISOString().slice(0, 16).replace('T', ' ')} UTC; load of the machine when it began: ${load.toFixed(1)} on ${availableParallelism()} cores.`,
    '',
    ...(measurements.length === 0 ? ['Left out: what it needs is not on this machine.'] : [...HEAD, ...measurements.map(rowOf)]),
  ].join('\n');
}

function rowOf(measurement: Measurement): string {
  const { what, value, unit, reference, ratio, target } = measurement;
  const met = { true: 'yes', false: '**no**', null: '' }[String(isMet(measurement)) as 'true' | 'false' | 'null'];
  const cells = [
    what,
    `${figure(value)} ${unit}`,
    reference === null ? '' : `${reference.what}: ${figure(reference.value)}`,
    ratio === null ? '' : ratio.toFixed(2),
    target === null ? '' : wordsOf(target),
    met,
  ];
  return `| ${cells.join(' | ')} |`;
}

function wordsOf(target: Target): string {
  const limit = 'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`;
  return target.of === 'ratio' ? `ratio ${limit}` : limit;
}

function figure(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toFixed(1);
}
