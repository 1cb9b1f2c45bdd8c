import type { Money } from '@munshi/events/money';
import type { Outcome } from './versions/plan-batch.ts';

/** Figures of a job: read = accepted + rejected + duplicates, and repaired is part of accepted. */
export interface Counts {
  read: number;
  accepted: number;
  repaired: number;
  rejected: number;
  duplicates: number;
  /** Absolute minor units of accepted transactions a currency, as decimal text: beyond 2^53 they stay exact. */
  sums: Record<string, string>;
  repairs: Record<string, number>;
  /** The first and the last day of accepted transactions; absent before the first of them. */
  dates?: { readonly from: string; readonly to: string };
  rejections: Record<string, number>;
}

export function noCounts(): Counts {
  return { read: 0, accepted: 0, repaired: 0, rejected: 0, duplicates: 0, sums: {}, repairs: {}, rejections: {} };
}

/** New figures: `counts` with the outcomes added. */
export function addOutcomes(counts: Counts, outcomes: readonly Outcome[]): Counts {
  const next: Counts = { ...counts, sums: { ...counts.sums }, repairs: { ...counts.repairs }, rejections: { ...counts.rejections } };
  for (const outcome of outcomes) {
    next.read += 1;
    switch (outcome.result) {
      case 'duplicate':
        next.duplicates += 1;
        break;
      case 'rejected':
        next.rejected += 1;
        increase(next.rejections, outcome.rejection.code, 1);
        break;
      case 'accepted':
        next.accepted += 1;
        if (outcome.repairs.length > 0) next.repaired += 1;
        for (const repair of outcome.repairs) increase(next.repairs, repair, 1);
        if (outcome.amount) addToSums(next.sums, outcome.amount);
        if (outcome.date) next.dates = within(next.dates, outcome.date);
    }
  }
  return next;
}

/** Adds repairs that belong to no single record. */
export function addRepairs(counts: Counts, name: string, count: number): Counts {
  if (count === 0) return counts;
  const repairs = { ...counts.repairs };
  increase(repairs, name, count);
  return { ...counts, repairs };
}

/** The sums as money; one beyond 2^53 is given as near as a number comes. */
export function sumsOf(counts: Counts): Money[] {
  return Object.entries(counts.sums).map(([currency, minor]) => ({ minor: Number(minor), currency }));
}

function within(dates: Counts['dates'], date: string): NonNullable<Counts['dates']> {
  if (dates === undefined) return { from: date, to: date };
  if (date >= dates.from && date <= dates.to) return dates;
  return { from: date < dates.from ? date : dates.from, to: date > dates.to ? date : dates.to };
}

function addToSums(sums: Record<string, string>, { minor, currency }: Money): void {
  sums[currency] = String(BigInt(sums[currency] ?? '0') + BigInt(Math.abs(minor)));
}

function increase(counts: Record<string, number>, name: string, by: number): void {
  counts[name] = (counts[name] ?? 0) + by;
}
