import { monthPeriod, type Period } from '@munshi/events/calendar-date';
import type { Money } from '@munshi/events/money';
import { spendingIn } from '@munshi/facts/definitions';
import type { z } from 'zod';
import { shiftMonth } from '../../domain/period-words.ts';
import type { CustomerContext } from '../context.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
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

/** Spending in a period against the one before it, and against the usual month. */
export const compareTool: Tool<z.infer<typeof args>> = {
  name: 'compare',
  description: 'Spending in a period compared with an earlier period (the one before unless given) and with the usual month.',
  step: 'Comparing your spending',
  args,
  async run(wanted, { context, pen }) {
    const period = await periodOf(context, wanted.period, thisMonth(context));
    const earlier = wanted.with ? await periodOf(context, wanted.with, period) : periodBefore(period);
    const outside = (await outsideCoverage(context, period, pen)) ?? (await outsideCoverage(context, earlier, pen));
    if (outside) return { sentences: [outside], nothing: true };
    const entries = await selectEntries(context, wanted);
    const words = selectionWords(wanted, nameRef(wanted, { pen, period, context })?.value ?? null);
    const label = selectionLabel(wanted);
    const sums = (when: Period) => new Map(spendingIn(entries, { period: when }).map((total) => [total.currency, total]));
    const [now, before] = [sums(period), sums(earlier)];
    const currencies = [...new Set([...now.keys(), ...before.keys()])];
    const sentences = (currencies.length > 0 ? currencies : [context.currency]).flatMap((currency) => {
      const [later, prior] = [now.get(currency) ?? nothingIn(currency), before.get(currency) ?? nothingIn(currency)];
      const rows = later.entries.map(({ row }) => row);
      const priorRows = prior.entries.map(({ row }) => row);
      const add = (fact: string, value: Money | number, rest: { period: Period; rows: typeof rows; label: string }) =>
        pen.add({
          fact,
          value,
          period: rest.period,
          asOf: newestDate(rest.rows, rest.period, context.today),
          evidence: evidenceOf(rest.rows),
          label: rest.label,
        });
      const total = add('spending.total', { minor: later.spent, currency }, { period, rows, label: `Spent${label}` });
      const priorTotal = add(
        'spending.total',
        { minor: prior.spent, currency },
        { period: earlier, rows: priorRows, label: `Spent before${label}` },
      );
      const change = later.spent - prior.spent;
      const difference = add(
        'spending.difference',
        { minor: Math.abs(change), currency },
        { period, rows: [...rows, ...priorRows], label: `Difference${label}` },
      );
      const direction = change > 0 ? 'more' : 'less';
      const said = change === 0 ? 'That is the same.' : `That is ${difference.value} ${direction}.`;
      return [
        `You spent ${total.value}${words} ${total.when}, and ${priorTotal.value} ${priorTotal.when}.`,
        said,
        ...usualSentences(later.spent, {
          currency,
          period,
          category: wanted.category ?? null,
          context,
          pen,
          narrowed: Boolean(wanted.merchant || wanted.account),
        }),
      ];
    });
    return {
      sentences: period.to >= context.today ? [...sentences, 'The later period is not over yet.'] : sentences,
      suggestions: ['Where did my money go this month?', 'What was my biggest expense this year?'],
    };
  },
};

interface UsualOptions {
  readonly currency: string;
  readonly period: Period;
  readonly category: string | null;
  readonly context: CustomerContext;
  readonly pen: Pen;
  readonly narrowed: boolean;
}

/** Against the usual month, which analytics keeps; only for whole months. */
function usualSentences(spent: number, { currency, period, category, context, pen, narrowed }: UsualOptions): string[] {
  const insight = context.states['insights.spending'];
  const isMonth = monthPeriod(period.from.slice(0, 7)).to === period.to && period.from.endsWith('-01');
  if (!insight || !isMonth || narrowed) return [];
  const matching = insight.usual.filter((usual) => usual.currency === currency && (category === null || usual.category === category));
  if (matching.length === 0) return [];
  const minor = matching.reduce((sum, usual) => sum + usual.spent, 0);
  const common = {
    period: null,
    asOf: insight.asOf,
    evidence: [{ kind: 'insight' as const, id: `insights.spending/${context.customerId}` }],
  };
  const usual = pen.add({ fact: 'spending.usual', value: { minor, currency }, label: 'Usual in a month', ...common });
  const gap = pen.add({
    fact: `spending.usual-${spent > minor ? 'more' : 'less'}`,
    value: { minor: Math.abs(spent - minor), currency },
    label: 'Difference to the usual',
    ...common,
  });
  if (spent === minor) return [`Your usual month is ${usual.value}.`];
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
