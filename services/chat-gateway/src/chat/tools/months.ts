import { monthPeriod, type Period } from '@munshi/events/calendar-date';
import { spendingIn } from '@munshi/facts/definitions';
import type { z } from 'zod';
import { monthsBetween, shiftMonth } from '../../domain/calendar-words.ts';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Tool } from '../tool.ts';
import { coverageOf, outsideCoverage, periodOf } from './period-args.ts';
import { selectEntries, selection, selectionLabel, selectionWords } from './selection.ts';

const MOST_MONTHS = 12;

/** Spending of each month of a period, the months with the most first. */
export const monthsTool: Tool<z.infer<typeof selection>> = {
  name: 'months',
  description: 'Spending month by month, the most expensive month first, over a period or the last twelve months.',
  step: 'Adding up your months',
  args: selection,
  async run(wanted, { context, pen }) {
    const thisMonth = context.today.slice(0, 7);
    const period = await periodOf(context, wanted.period, monthsBetween(shiftMonth(thisMonth, 1 - MOST_MONTHS), thisMonth));
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const entries = await selectEntries(context, wanted);
    const words = await selectionWords(wanted, { pen, period, context });
    const covered = (await coverageOf(context))?.from ?? period.from;
    const lines = monthsOf(period)
      .filter(({ from, to }) => to >= covered && from <= context.today)
      .flatMap((month) => spendingIn(entries, { period: month }).map((total) => ({ month, total })))
      .filter(({ total }) => total.entries.length > 0)
      .sort((left, right) => right.total.spent - left.total.spent)
      .map(({ month, total: { spent, currency, entries: counted } }) => {
        const rows = counted.map(({ row }) => row);
        const common = { period: month, asOf: newestDate(rows, month, context.today), evidence: evidenceOf(rows) };
        const ref = pen.add({
          fact: 'spending.total',
          value: { minor: spent, currency },
          label: `Spent in a month${selectionLabel(wanted)}`,
          ...common,
        });
        const isOver = month.to < context.today && month.from >= covered;
        return `\n• ${ref.period}: ${ref.value}${isOver ? '' : ' (not the whole month)'}.`;
      });
    if (lines.length === 0) return { sentences: [`I see no spending${words} in that time.`], nothing: true };
    return {
      sentences: [`Your spending${words} by month, the most first:`, ...lines],
      suggestions: ['What do I spend on average per month?', 'Where did my money go last month?'],
    };
  },
};

/** The months that a period touches; the newest twelve at most. */
function monthsOf({ from, to }: Period): Period[] {
  const months: Period[] = [];
  for (let month = to.slice(0, 7); month >= from.slice(0, 7) && months.length < MOST_MONTHS; month = shiftMonth(month, -1))
    months.push(monthPeriod(month));
  return months;
}
