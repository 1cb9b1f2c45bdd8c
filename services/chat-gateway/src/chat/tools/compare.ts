import { monthPeriod, type Period } from '@munshi/events/calendar-date';
import { type Entry, type Spending, spendingIn } from '@munshi/facts/definitions';
import { z } from 'zod';
import { periodBefore } from '../../domain/period-relative.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen, Ref } from '../fact-book.ts';
import type { Findings, Tool } from '../tool.ts';
import { changeSentences } from './compare-parts.ts';
import { paceSentences } from './pace.ts';
import { outsideCoverage, periodArg, periodOf, thisMonth } from './period-args.ts';
import { type Choice, isNamed, selectEntries, selection, selectionLabel, selectionWords, subject } from './selection.ts';
import { nothingIn } from './spending.ts';

const args = selection.extend({
  with: periodArg.nullish(),
  versus: subject.nullish().describe('instead of an earlier period: what it is compared with in the same period'),
  why: z.boolean().nullish().describe('which categories or merchants made the difference'),
});
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
    if (wanted.versus) return sideBySide(wanted, wanted.versus, { period, context, pen });
    const earlier = wanted.with ? await periodOf(context, wanted.with, period) : periodBefore(period);
    const earlierOutside = await outsideCoverage(context, earlier, pen);
    const entries = await selectEntries(context, wanted);
    const words = await selectionWords(wanted, { pen, period, context });
    const writing: Writing = { wanted, words, entries, context, pen };
    const sentences = currenciesIn(entries, [period, earlier], context).flatMap((currency) => {
      const now = sumOf(writing, { period, currency, label: 'Spent' });
      if (earlierOutside)
        return [
          `You spent ${now.ref.value}${words} ${now.ref.when}.`,
          'I have no records of the time before to compare it with.',
          ...usualSentences(writing, now),
        ];
      const before = sumOf(writing, { period: earlier, currency, label: 'Spent before' });
      const parts = wanted.why ? changeSentences(now, before, { currency, byMerchant: isNamed(wanted), context, pen }) : [];
      const sameDays = wanted.why ? [] : sameDaysSentences(writing, now, before);
      return [...differenceSentences(writing, now, before), ...sameDays, ...parts, ...(wanted.why ? [] : usualSentences(writing, now))];
    });
    return {
      sentences,
      suggestions: [...(wanted.why ? [] : ['Why?']), 'Where did my money go this month?', 'What was my biggest expense this year?'],
    };
  },
};

/** Two selections in one period. */
async function sideBySide(
  { versus: _versus, ...wanted }: Args,
  other: Choice,
  { period, context, pen }: { period: Period; context: CustomerContext; pen: Pen },
): Promise<Findings> {
  const sides = [wanted, { ...wanted, ...other }];
  const writings = await Promise.all(
    sides.map(
      async (side): Promise<Writing> => ({
        wanted: side,
        words: await selectionWords(side, { pen, period, context }),
        entries: await selectEntries(context, side),
        context,
        pen,
      }),
    ),
  );
  const [left, right] = writings;
  if (!left || !right) return { sentences: [] };
  const sentences = currenciesIn([...left.entries, ...right.entries], [period], context).flatMap((currency) => {
    const one = sumOf(left, { period, currency, label: 'Spent' });
    const two = sumOf(right, { period, currency, label: 'Spent' });
    const both = `You spent ${one.ref.value}${left.words} and ${two.ref.value}${right.words} ${one.ref.when}.`;
    const change = one.total.spent - two.total.spent;
    if (change === 0) return [both, 'That is the same.'];
    const gap = pen.add({
      fact: `spending.${change > 0 ? 'more' : 'less'}`,
      value: { minor: Math.abs(change), currency },
      period,
      asOf: newestDate(
        [...one.total.entries, ...two.total.entries].map(({ row }) => row),
        period,
        context.today,
      ),
      evidence: evidenceOf([...one.total.entries, ...two.total.entries].map(({ row }) => row)),
      label: 'Difference between the two',
    });
    return [both, `That is ${gap.value} ${change > 0 ? 'more' : 'less'}${left.words} than${right.words}.`];
  });
  return { sentences, suggestions: ['Where did my money go this month?', 'Which shops do I spend most at?'] };
}

interface Writing {
  readonly wanted: Args;
  readonly words: string;
  readonly entries: readonly Entry[];
  readonly context: CustomerContext;
  readonly pen: Pen;
}

/** Spending in one currency and period, with its fact. */
export interface Sum {
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

const isWholeMonth = ({ from, to }: Period): boolean => from.endsWith('-01') && monthPeriod(from.slice(0, 7)).to === to;

/** A month that is not over is held against the same days of the other one too. */
function sameDaysSentences(writing: Writing, { period, total }: Sum, before: Sum): string[] {
  const { today } = writing.context;
  if (period.to < today) return [];
  const notOver = 'The later period is not over yet.';
  if (!isWholeMonth(period) || !isWholeMonth(before.period)) return [notOver];
  const to = `${before.period.from.slice(0, 7)}-${today.slice(8)}`;
  if (to >= before.period.to) return [notOver];
  const same = sumOf(writing, { period: { from: before.period.from, to }, currency: total.currency, label: 'Spent by the same day' });
  const change = total.spent - same.total.spent;
  if (change === 0) return [`Up to the same day it was ${same.ref.value} too (${same.ref.period}).`];
  const rows = [...total.entries, ...same.total.entries].map(({ row }) => row);
  const gap = writing.pen.add({
    fact: `spending.${change > 0 ? 'more' : 'less'}`,
    value: { minor: Math.abs(change), currency: total.currency },
    period,
    asOf: newestDate(rows, period, today),
    evidence: evidenceOf(rows),
    label: 'Difference up to the same day',
  });
  return [
    `Up to the same day it was ${same.ref.value} (${same.ref.period}), so you are ${gap.value} ${change > 0 ? 'above' : 'below'} that so far.`,
  ];
}

/** Against the usual month, which analytics keeps; only for whole months, of everything or of a category. */
function usualSentences({ wanted, context, pen }: Writing, { period, total }: Sum): string[] {
  const insight = context.states['insights.spending'];
  const isMonth = isWholeMonth(period);
  const { categories, merchants, except, account, channel, weekdays } = wanted;
  const isPart = [merchants, except, weekdays].some((list) => (list?.length ?? 0) > 0) || account || channel;
  if (!insight || !isMonth || isPart) return [];
  const pace = insight.pace?.find((one) => one.currency === total.currency && one.month === period.from.slice(0, 7));
  if (pace && !categories?.length && period.to >= context.today)
    return paceSentences(pace, { context, pen, rows: total.entries.map(({ row }) => row) });
  const { currency, spent } = total;
  const matching = insight.usual.filter(
    (usual) => usual.currency === currency && (!categories?.length || (categories as readonly string[]).includes(usual.category)),
  );
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
