import { isCalendarDate, monthPeriod, type Period, parsePeriod } from '@munshi/events/calendar-date';
import { isCategory } from '@munshi/events/spending';
import type { Entry } from '@munshi/facts/definitions';
import { z } from 'zod';
import { categoryWords } from '../../domain/category-words.ts';
import { BEGINNING } from '../../domain/period-words.ts';
import type { CustomerContext } from '../context.ts';
import type { Pen } from '../fact-book.ts';

/** `YYYY`, `YYYY-MM` or `date..date`. */
export const periodArg = z
  .string()
  .max(40)
  .refine((text) => parsePeriod(text) !== null || isCalendarDate(text), 'is not YYYY, YYYY-MM, YYYY-MM-DD or date..date')
  .describe('YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD');
export const categoryArg = z.string().max(40).refine(isCategory, 'is not a category').describe('id of a spending category');

/** What a question about spending is limited to. */
export const selection = z.object({
  period: periodArg.nullish(),
  category: categoryArg.nullish(),
  merchant: z.string().max(200).nullish().describe('name of a merchant as the ledger writes it'),
  account: z.enum(['current', 'savings', 'card', 'loan']).nullish(),
});
export type Selection = z.infer<typeof selection>;

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

/** The entries that a selection leaves, the period aside: refunds with their purchase's category and merchant. */
export async function selectEntries(context: CustomerContext, { category, merchant, account }: Selection): Promise<readonly Entry[]> {
  const entries = await context.entries();
  const accounts = account
    ? new Set((context.states['bank.customers']?.accounts ?? []).filter(({ kind }) => kind === account).map(({ accountId }) => accountId))
    : null;
  return entries.filter(
    (entry) =>
      (!category || entry.category === category) &&
      (!merchant || entry.merchantName === merchant) &&
      (accounts === null || (entry.row.accountId !== null && accounts.has(entry.row.accountId))),
  );
}

/** ` on groceries`, ` at Croma`, ` with your card`: the selection in words, its name as a reference. */
export function selectionWords({ category, merchant, account }: Selection, nameRef: string | null): string {
  const on = category ? ` on ${categoryWords(category)}` : '';
  const at = merchant && nameRef ? ` at ${nameRef}` : '';
  return `${on}${at}${account ? ` ${account === 'card' ? 'with your card' : `from your ${account} account`}` : ''}`;
}

/** For labels: never a merchant's own words, which a model would be free to repeat. */
export function selectionLabel({ category, merchant, account }: Selection): string {
  return `${category ? ` on ${categoryWords(category)}` : ''}${merchant ? ' at one merchant' : ''}${account ? ` from the ${account}` : ''}`;
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
  const first = firstDate(context, coverage, pen);
  return `I can’t tell: the earliest transaction I have is of ${first}.`;
}

/** Says that the period begins before the first transaction; empty where it does not. */
export async function partialCoverage(context: CustomerContext, period: Period, pen: Pen): Promise<string[]> {
  const coverage = await coverageOf(context);
  // A bank may have done nothing on the first days of a month: only a longer gap is worth a sentence.
  if (!coverage || period.from >= coverage.from || period.from.slice(0, 7) === coverage.from.slice(0, 7)) return [];
  return [`My records begin on ${firstDate(context, coverage, pen)}.`];
}

function firstDate(context: CustomerContext, { from }: Coverage, pen: Pen): string {
  return pen.add({
    fact: 'coverage.from',
    value: { date: from },
    period: null,
    asOf: context.today,
    evidence: [],
    label: 'Date of the earliest transaction',
  }).value;
}
