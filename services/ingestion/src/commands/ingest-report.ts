import { fractionDigits, type Money } from '@munshi/events/money';
import type { JobView } from '../routes/job-view.ts';

const MOST_IDS = 10;

/** The closing report of a job, for people. */
export function reportOf(job: JobView): string {
  const lines = [
    `${job.fileName}: ${job.state}${job.error ? ` (${job.error.code}: ${job.error.message})` : ''}`,
    ...row('read', job.read),
    ...row('  accepted', job.accepted),
    ...row('    of them repaired', job.repaired),
    ...row('  duplicates', job.duplicates),
    ...row('  rejected', job.rejected),
    ...(job.period ? [`  ${'from'.padEnd(24)}${job.period.from.padStart(18)}`, `  ${'to'.padEnd(24)}${job.period.to.padStart(18)}`] : []),
    ...(job.rowsPerSecond === null ? [] : row('records a second', job.rowsPerSecond)),
    ...job.sums.map((sum) => `  ${'sum of amounts'.padEnd(24)}${decimal(sum).padStart(18)} ${sum.currency}`),
    ...section('repairs', job.repairs),
    ...section('rejections', job.rejections),
    ...conflicts(job),
    ...(job.rejectsFile ? [`  refused lines, to be mended and sent again: ${job.rejectsFile}`] : []),
  ];
  return lines.join('\n');
}

function row(name: string, count: number): string[] {
  return [`  ${name.padEnd(24)}${count.toLocaleString('en').padStart(18)}`];
}

function section(title: string, counts: Readonly<Record<string, number>>): string[] {
  const names = Object.entries(counts).sort(([, left], [, right]) => right - left);
  return names.length === 0 ? [] : [`  ${title}`, ...names.flatMap(([name, count]) => row(`  ${name}`, count))];
}

function conflicts({ conflictingProfiles: { count, customerIds } }: JobView): string[] {
  if (count === 0) return [];
  const more = count > MOST_IDS ? `, … (all with --json)` : '';
  return [`  rows disagree on who these customers are, so it is unknown: ${customerIds.slice(0, MOST_IDS).join(', ')}${more}`];
}

function decimal({ minor, currency }: Money): string {
  const digits = fractionDigits(currency);
  const text = String(minor).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  return digits === 0 ? whole : `${whole}.${text.slice(-digits)}`;
}
