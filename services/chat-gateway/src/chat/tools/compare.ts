import { monthPeriod, type Period } from '@munshi/events/calendar-date';
import { type Entry, type Spending, spendingIn } from '@munshi/facts/definitions';
import type { z } from 'zod';
import { shiftMonth } from '../../domain/period-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen, Ref } from '../fact-book.ts';
import type { Tool } from '../tool.ts';
import {
  outsideCoverage,
  periodArg,
  periodOf,
  selectEntries,
  selection,
  selectionLabel,
  selectionWords,
  thisMonth,
} from './period-args.ts';
import { nameRef, nothingIn } from './spending.ts';

const args = selection.extend({ with: periodArg.nullish() });
type Args = z.infer<typeof args>;

/** Spending in a period against the one before it, and against the usual month. */
export const compareTool: Tool<Args> = {
  name: 'compare',
  description: 'Spending in a period compared with an earlier period (the one before unless given) and with the usual month.',
  step: 'Comparing your spending',
  args,
  async run(wanted, { context, pen }) {
    const period = await periodOf(context, wanted.period, thisMonth(context));
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const earlier = wanted.with ? await periodOf(context, wanted.with, period) : periodBefore(period);
    const earlierOutside = await outsideCoverage(context, earlier, pen);
    const entries = await selectEntries(context, wanted);
    const words = selectionWords(wanted, nameRef(wanted, { pen, period, context })?.value ?? null);
    const writing: Writing = { wanted, words, entries, context, pen };
    const sentences = currenciesIn(entries, [period, earlier], context).flatMap((currency) => {
      const now = sumOf(writing, { period, currency, label: 'Spent' });
      const said = earlierOutside
        ? [`You spent ${now.ref.value}${words} ${now.ref.when}.`, 'I have no records of the time before to compare it with.']
        : differenceSentences(writing, now, sumOf(writing, { period: earlier, currency, label: 'Spent before' }));
      return [...said, ...usualSentences(writing, now)];
    });
    return {
      sentences: period.to >= context.today ? [...sentences, 'The later period is not over yet.'] : sentences,
      suggestions: ['Where did my money go this month?', 'What was my biggest expense this year?'],
    };
  },
};

interface Writing {
  readonly wanted: Args;
  readonly words: string;
  readonly entries: readonly Entry[];
  readonly context: CustomerContext;
  readonly pen: Pen;
}

/** Spending in one currency and period, with its fact. */
interface Sum {
  readonly period: Period;
  readonly total: Spending;
  readonly ref: Ref;
}

function currenciesIn(entries: readonly Entry[], periods: readonly Period[], context: CustomerContext): string[] {
  const found = periods.flatMap((period) => spendingIn(entries, { period }).filter(({ entries: counted }) => counted.length > 0));
  return found.length > 0 ? [...new Set(found.map(({ currency }) => currency))] : [context.currency];
}

function sumOf(
  { entries, wanted, context, pen }: Writing,
  { period, currency, label }: { period: Period; currency: string; label: string },
): Sum {
  const total = spendingIn(entries, { period }).find((one) => one.currency === currency) ?? nothingIn(currency);
  const rows = total.entries.map(({ row }) => row);
  const ref = pen.add({
    fact: 'spending.total',
    value: { minor: total.spent, currency },
    period,
    asOf: newestDate(rows, period, context.today),
    evidence: evidenceOf(rows),
    label: `${label}${selectionLabel(wanted)}`,
  });
  return { period, total, ref };
}

function differenceSentences({ words, wanted, context, pen }: Writing, now: Sum, before: Sum): string[] {
  const change = now.total.spent - before.total.spent;
  const rows = [...now.total.entries, ...before.total.entries].map(({ row }) => row);
  const both = `You spent ${now.ref.value}${words} ${now.ref.when}, and ${before.ref.value} ${before.ref.when}.`;
  if (change === 0) return [both, 'That is the same.'];
  const difference = pen.add({
    fact: `spending.${change > 0 ? 'more' : 'less'}`,
    value: { minor: Math.abs(change), currency: now.total.currency },
    period: now.period,
    asOf: newestDate(rows, now.period, context.today),
    evidence: evidenceOf(rows),
    label: `Difference${selectionLabel(wanted)}`,
  });
  return [both, `That is ${difference.value} ${change > 0 ? 'more' : 'less'}.`];
}

/** Against the usual month, which analytics keeps; only for whole months, of everything or of a category. */
function usualSentences({ wanted, context, pen }: Writing, { period, total }: Sum): string[] {
  const insight = context.states['insights.spending'];
  const isMonth = monthPeriod(period.from.slice(0, 7)).to === period.to && period.from.endsWith('-01');
  if (!insight || !isMonth || wanted.merchant || wanted.account) return [];
  const { currency, spent } = total;
  const matching = insight.usual.filter((usual) => usual.currency === currency && (!wanted.category || usual.category === wanted.category));
  if (matching.length === 0) return [];
  const minor = matching.reduce((sum, usual) => sum + usual.spent, 0);
  const evidence = [{ kind: 'insight' as const, id: `insights.spending/${context.customerId}` }];
  const add = (fact: string, value: number, label: string): Ref =>
    pen.add({ fact, value: { minor: value, currency }, period: null, asOf: insight.asOf, evidence, label });
  const usual = add('spending.usual', minor, 'Usual in a month');
  if (spent === minor) return [`Your usual month is ${usual.value}.`];
  const gap = add(`spending.usual-${spent > minor ? 'more' : 'less'}`, Math.abs(spent - minor), 'Difference to the usual');
  return [`Your usual month is ${usual.value}, so this is ${gap.value} ${spent > minor ? 'above' : 'below'} it.`];
}

/** The calendar period of the same kind before one. */
export function periodBefore(period: Period): Period {
  const month = period.from.slice(0, 7);
  if (period.from.endsWith('-01') && monthPeriod(month).to === period.to) return monthPeriod(shiftMonth(month, -1));
  if (period.from.endsWith('-01-01') && period.to === `${period.from.slice(0, 4)}-12-31`) {
    const year = Number(period.from.slice(0, 4)) - 1;
    return { from: `${year}-01-01`, to: `${year}-12-31` };
  }
  const length = Date.parse(period.to) - Date.parse(period.from) + 86_400_000;
  const shift = (date: string): string => new Date(Date.parse(date) - length).toISOString().slice(0, 10);
  return { from: shift(period.from), to: shift(period.to) };
}
