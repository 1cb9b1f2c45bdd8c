import { daysBetween, monthPeriod, type Period } from '@munshi/events/calendar-date';
import { type Spending, spendingIn } from '@munshi/facts/definitions';
import { z } from 'zod';
import { monthsBetween, shiftMonth } from '../../domain/calendar-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Tool } from '../tool.ts';
import { coverageOf, outsideCoverage, periodOf } from './period-args.ts';
import { selectEntries, selection, selectionLabel, selectionWords } from './selection.ts';

const MOST_MONTHS = 6;
const args = selection.extend({ per: z.enum(['day', 'week', 'month', 'payment']).nullish() });
type Per = NonNullable<z.infer<typeof args>['per']>;

/** What a day, week, month or payment costs on average: in a period, else over the newest complete months that the ledger covers whole. */
export const averageTool: Tool<z.infer<typeof args>> = {
  name: 'average',
  description:
    "The customer's average spending a day, week, month or payment, in a period or over the newest complete months (at most six).",
  step: 'Working out your average',
  args,
  async run(wanted, { context, pen }) {
    const period = wanted.period ? await upToToday(context, wanted.period, wanted.per ?? 'month') : await completeMonths(context);
    if (period === null) return { sentences: ['I can’t tell: I have no complete month of yours yet.'], nothing: true };
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const totals = spendingIn(await selectEntries(context, wanted), { period }).filter(({ entries }) => entries.length > 0);
    const words = await selectionWords(wanted, { pen, period, context });
    const per = perFor(wanted.per ?? 'month', period);
    if (totals.length === 0) return { sentences: [`I see no spending${words} in that time.`], nothing: true };
    return {
      sentences: totals.map((total) => averageSentence(total, { per, period, words, label: selectionLabel(wanted), context, pen })),
      suggestions: ['How does this month compare with last month?', 'Where did my money go this month?'],
    };
  },
};

async function completeMonths(context: CustomerContext): Promise<Period | null> {
  const coverage = await coverageOf(context);
  const last = shiftMonth(context.today.slice(0, 7), -1);
  const first = Array.from({ length: MOST_MONTHS }, (_, index) => shiftMonth(last, -index)).findLast(
    (month) => coverage !== null && (month > coverage.from.slice(0, 7) || `${month}-01` === coverage.from),
  );
  return first === undefined ? null : monthsBetween(first, last);
}

/** An average over days that have not come would be too low. */
async function upToToday(context: CustomerContext, text: string, per: Per): Promise<Period> {
  const period = await periodOf(context, text, { from: context.today, to: context.today });
  const coverage = await coverageOf(context);
  const from = coverage && coverage.from > period.from && coverage.from <= period.to ? coverage.from : period.from;
  const to = period.to > context.today && period.from <= context.today ? context.today : period.to;
  const complete = monthsBetween(from.slice(0, 7), shiftMonth(to.slice(0, 7), monthPeriod(to.slice(0, 7)).to === to ? 0 : -1));
  return per === 'month' && from.endsWith('-01') && complete.from <= complete.to ? complete : { from, to };
}

/** Whole months only: a part of one has no average month. */
function perFor(per: Per, { from, to }: Period): Per {
  return per === 'month' && !(from.endsWith('-01') && monthPeriod(to.slice(0, 7)).to === to) ? 'day' : per;
}

function unitsIn(total: Spending, per: Per, { from, to }: Period): number {
  const days = daysBetween(from, to) + 1;
  if (per === 'payment') return total.count;
  if (per === 'month')
    return (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7)) + 1;
  return per === 'day' ? days : days / 7;
}

interface Writing {
  readonly per: Per;
  readonly period: Period;
  readonly words: string;
  readonly label: string;
  readonly context: CustomerContext;
  readonly pen: Pen;
}

function averageSentence(total: Spending, { per, period, words, label, context, pen }: Writing): string {
  const { spent, currency, entries } = total;
  const rows = entries.map(({ row }) => row);
  const common = { period, asOf: newestDate(rows, period, context.today), evidence: evidenceOf(rows) };
  const units = unitsIn(total, per, period);
  const sum = pen.add({ fact: 'spending.total', value: { minor: spent, currency }, label: `Spent${label}`, ...common });
  if (units === 0) return `I see no payment${words} to take an average of: ${sum.value} ${sum.when}.`;
  const shown = Math.round(units * 10) / 10;
  const count = pen.add({ fact: `spending.${per}s`, value: shown, label: `Number of ${per}s`, ...common });
  const value = { minor: Math.round(spent / units), currency };
  const average = pen.add({ fact: 'spending.average', value, label: `Average a ${per}${label}`, ...common });
  const each = per === 'payment' ? 'a payment' : `in a ${per}`;
  const complete = per === 'month' && shown !== 1 ? 'complete ' : '';
  return `On average you spent ${average.value}${words} ${each}: ${sum.value} ${sum.when}, over ${count.value} ${complete}${per}${shown === 1 ? '' : 's'}.`;
}
