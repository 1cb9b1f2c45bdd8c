import { type Period, parsePeriod } from '@munshi/events/calendar-date';
import { compareRows, type Entry } from '@munshi/facts/definitions';
import { z } from 'zod';
import { categoryWords } from '../../domain/category-words.ts';
import { addRow, rowWords } from '../drafts.ts';
import type { Pen } from '../fact-book.ts';
import type { Tool } from '../tool.ts';
import { outsideCoverage, partialCoverage, periodOf, thisMonth } from './period-args.ts';
import { selectEntries, selection, selectionWords } from './selection.ts';

const args = selection.extend({
  count: z.int().min(1).max(20).nullish(),
  order: z.enum(['biggest', 'smallest']).nullish(),
});

export const biggestTool: Tool<z.infer<typeof args>> = {
  name: 'biggest_expense',
  description: "The customer's biggest (or smallest) single expense in a period (this year unless given), or the first few.",
  step: 'Looking for your biggest expense',
  args,
  async run(wanted, { context, pen }) {
    const order = wanted.order ?? 'biggest';
    const period = await periodOf(context, wanted.period, parsePeriod(context.today.slice(0, 4)) ?? thisMonth(context));
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const words = await selectionWords(wanted, { pen, period, context });
    const when = pen.add({
      fact: 'coverage.period',
      value: { date: period.to },
      period,
      asOf: context.today,
      evidence: [],
      label: 'The period looked at',
    }).when;
    const byCurrency = expensesOf(await selectEntries(context, wanted), { period, order });
    if (byCurrency.length === 0) return { sentences: [`I see no spending${words} ${when}.`] };
    const writing: Writing = { pen, order, isOneCategory: wanted.categories?.length === 1 };
    const sentences = byCurrency.flatMap(([first, ...more]) => [
      `Your ${order} expense${words} ${when} was ${expenseWords(first, writing)}.`,
      ...listOf(more.slice(0, (wanted.count ?? 1) - 1), writing),
    ]);
    return {
      sentences: [...sentences, ...(await partialCoverage(context, period, pen))],
      suggestions: ['How much did I spend last month?', 'Where did my money go this month?'],
    };
  },
};

type Order = 'biggest' | 'smallest';
type Expenses = readonly [Entry, ...Entry[]];

/** Single purchases of the spending set by currency, the wanted end first; of equals the newest. */
function expensesOf(entries: readonly Entry[], { period, order }: { period: Period; order: Order }): Expenses[] {
  const spent = entries.filter(({ role, row }) => role === 'spent' && row.date >= period.from && row.date <= period.to);
  const sign = order === 'biggest' ? 1 : -1;
  return [...Map.groupBy(spent, ({ row }) => row.amount.currency).values()].map(
    (own) => own.sort((left, right) => sign * (right.minor - left.minor) || compareRows(right.row, left.row)) as unknown as Expenses,
  );
}

interface Writing {
  readonly pen: Pen;
  readonly order: Order;
  /** Said already. */
  readonly isOneCategory: boolean;
}

function listOf(more: readonly Entry[], writing: Writing): string[] {
  return more.length === 0 ? [] : ['Then come:', ...more.map((entry) => `\n• ${expenseWords(entry, writing)}.`)];
}

function expenseWords({ row, merchantName, category }: Entry, { pen, order, isOneCategory }: Writing): string {
  const refs = addRow(pen, row, { fact: `spending.${order}`, label: `The ${order} expense`, name: merchantName, category });
  const words = rowWords(refs);
  return category === 'uncategorised' || isOneCategory || refs.what !== null ? words : `${words} (${categoryWords(category)})`;
}
