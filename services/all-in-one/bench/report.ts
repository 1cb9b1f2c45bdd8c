import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { isMet, type Measurement, type Target } from './measurement.ts';

/** What was measured by one benchmark, and how busy the machine was when it began. */
export interface Section {
  readonly name: string;
  readonly load: number;
  readonly measurements: readonly Measurement[];
}

export function loadNow(): number {
  return loadavg()[0] ?? 0;
}

const HEAD = ['| measured | | reference, same run | ratio | target | met |', '| --- | --- | --- | --- | --- | --- |'];

/** The results as a Markdown page. */
export function pageOf(sections: readonly Section[], now: Date): string {
  const machine = `${cpus()[0]?.model ?? 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
  const tables = sections.map(({ name, load, measurements }) =>
    [
      `## ${name}`,
      '',
      `Load of the machine when it began: ${load.toFixed(1)} on ${availableParallelism()} cores.`,
      '',
      ...(measurements.length === 0 ? ['Left out: what it needs is not on this machine.'] : [...HEAD, ...measurements.map(rowOf)]),
    ].join('\n'),
  );
  return `# Benchmarks\n\nWritten by \`npm run bench\` on ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC. ${machine}.\nA ratio is how much of the reference's speed is left; 1 is the reference itself. Figures of different machines do not compare, ratios do.\n\n${tables.join('\n\n')}\n`;
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
