import { isCalendarDate, monthPeriod, type Period, parsePeriod } from '@munshi/events/calendar-date';
import { z } from 'zod';
import { BEGINNING } from '../../domain/calendar-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';

/** `YYYY`, `YYYY-MM` or `date..date`. */
export const periodArg = z
  .string()
  .max(40)
  .refine((text) => parsePeriod(text) !== null || isCalendarDate(text), 'is not YYYY, YYYY-MM, YYYY-MM-DD or date..date')
  .describe('YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD');

/** The period of an argument; "ever" begins with the first transaction. */
export async function periodOf(context: CustomerContext, text: string | null | undefined, fallback: Period): Promise<Period> {
  if (!text) return fallback;
  const period = parsePeriod(text) ?? { from: text, to: text };
  const coverage = period.from === BEGINNING ? await coverageOf(context) : null;
  return coverage && coverage.from <= period.to ? { from: coverage.from, to: period.to } : period;
}

export function periodText({ from, to }: Period): string {
  return `${from}..${to}`;
}

export function thisMonth(context: CustomerContext): Period {
  return monthPeriod(context.today.slice(0, 7));
}

export interface Coverage {
  readonly from: string;
  readonly to: string;
}

export async function coverageOf(context: CustomerContext): Promise<Coverage | null> {
  const rows = await context.rows();
  if (rows.length === 0) return null;
  const dates = rows.map(({ date }) => date).sort();
  return { from: dates[0] ?? '', to: dates.at(-1) ?? '' };
}

/** Why a period cannot be told, in words; null where it can. */
export async function outsideCoverage(context: CustomerContext, period: Period, pen: Pen): Promise<string | null> {
  const coverage = await coverageOf(context);
  if (!coverage) return 'I can’t tell: the bank has shown me no transactions of yours yet.';
  if (period.from > context.today) return 'I can’t tell: that time has not come yet, and I only speak of what the bank has recorded.';
  if (period.to >= coverage.from) return null;
  const first = await firstDate(context, coverage, pen);
  return `I can’t tell: the earliest transaction I have is of ${first}.`;
}

/** Says that the period begins before the first transaction; empty where it does not. */
export async function partialCoverage(context: CustomerContext, period: Period, pen: Pen): Promise<string[]> {
  const coverage = await coverageOf(context);
  // A bank may have done nothing on the first days of a month: only a longer gap is worth a sentence.
  if (!coverage || period.from >= coverage.from || period.from.slice(0, 7) === coverage.from.slice(0, 7)) return [];
  return [`My records begin on ${await firstDate(context, coverage, pen)}.`];
}

async function firstDate(context: CustomerContext, { from }: Coverage, pen: Pen): Promise<string> {
  return pen.add({
    fact: 'coverage.from',
    value: { date: from },
    period: null,
    asOf: context.today,
    evidence: evidenceOf((await context.rows()).filter(({ date }) => date === from)),
    label: 'Date of the earliest transaction',
  }).value;
}
