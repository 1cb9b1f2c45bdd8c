import type { CadenceName } from '@munshi/events/cadence';

/** How often something recurs. Days since 1970 throughout. */
export interface Cadence {
  readonly name: CadenceName;
  /** Days of a cycle, or months. */
  readonly every: { readonly days: number } | { readonly months: number };
  /** Days before and after the nominal one on which a payment still belongs to it: weekends and holidays move it. */
  readonly early: number;
  readonly late: number;
  /** Days after the expected one from which it is no longer late but over. */
  readonly grace: number;
  /** Payments from which it is established: three, and two for a year (the published rule of Plaid's mature streams). */
  readonly enough: number;
}

export const CADENCES: readonly Cadence[] = [
  { name: 'weekly', every: { days: 7 }, early: 1, late: 1, grace: 5, enough: 4 },
  { name: 'fortnightly', every: { days: 14 }, early: 1, late: 2, grace: 8, enough: 3 },
  { name: 'four-weekly', every: { days: 28 }, early: 1, late: 2, grace: 14, enough: 3 },
  { name: 'monthly', every: { months: 1 }, early: 2, late: 3, grace: 15, enough: 3 },
  { name: 'quarterly', every: { months: 3 }, early: 3, late: 4, grace: 25, enough: 3 },
  { name: 'half-yearly', every: { months: 6 }, early: 4, late: 5, grace: 35, enough: 3 },
  { name: 'yearly', every: { months: 12 }, early: 5, late: 6, grace: 45, enough: 2 },
];

/** Where in its cycle something falls: a day of the cycle, or a month of it and a day of that month. */
export type Phase = number;

/** A payment's slot in a cadence at a phase, and how many days it came after the nominal one; null where it belongs to none. */
export function slotOf(cadence: Cadence, phase: Phase, day: number): { readonly slot: number; readonly offset: number } | null {
  const guess =
    'days' in cadence.every
      ? Math.floor((day - phase) / cadence.every.days)
      : Math.floor((monthIndex(day) - monthOf(phase)) / cadence.every.months);
  for (const slot of [guess, guess + 1, guess - 1]) {
    const offset = day - nominalDay(cadence, phase, slot);
    if (offset >= -cadence.early && offset <= cadence.late) return { slot, offset };
  }
  return null;
}

/** The phase at which a payment on this day is on its nominal day. */
export function phaseOf(cadence: Cadence, day: number): Phase {
  if ('days' in cadence.every) return day % cadence.every.days;
  return (monthIndex(day) % cadence.every.months) * 100 + dayOfMonth(day);
}

/** The day on which it falls due; the last of the month where that has fewer days. */
export function nominalDay({ every }: Cadence, phase: Phase, slot: number): number {
  if ('days' in every) return phase + slot * every.days;
  const month = monthOf(phase) + slot * every.months;
  return Math.min(firstOfMonth(month) + (phase % 100) - 1, firstOfMonth(month + 1) - 1);
}

export function epochDay(date: string): number {
  return Math.round(Date.parse(date) / 86_400_000);
}

export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function monthOf(phase: Phase): number {
  return Math.floor(phase / 100);
}

/** Months since January 1970. */
function monthIndex(day: number): number {
  const date = new Date(day * 86_400_000);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}

function dayOfMonth(day: number): number {
  return new Date(day * 86_400_000).getUTCDate();
}

const firsts = new Map<number, number>();

function firstOfMonth(month: number): number {
  let first = firsts.get(month);
  if (first === undefined) {
    first = Date.UTC(1970, month, 1) / 86_400_000;
    firsts.set(month, first);
  }
  return first;
}

/** The dates of a cadence from one of them on, up to and with `until`. */
export function datesFrom(name: CadenceName, { from, until }: { readonly from: string; readonly until: string }): string[] {
  const cadence = CADENCES.find((one) => one.name === name) as Cadence;
  const phase = phaseOf(cadence, epochDay(from));
  const first = slotOf(cadence, phase, epochDay(from))?.slot ?? 0;
  const dates: string[] = [];
  for (let slot = first; nominalDay(cadence, phase, slot) <= epochDay(until); slot += 1)
    dates.push(dateOf(nominalDay(cadence, phase, slot)));
  return dates;
}
