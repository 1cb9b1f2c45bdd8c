import { parsePeriod } from '@munshi/events/calendar-date';
import { biggestExpenses, compareRows, type Entry } from '@munshi/facts/definitions';
import { z } from 'zod';
import { categoryWords } from '../../domain/category-words.ts';
import { addRow, rowWords } from '../drafts.ts';
import type { Tool } from '../tool.ts';
import { outsideCoverage, partialCoverage, periodOf, selectEntries, selection, selectionWords, thisMonth } from './period-args.ts';
import { nameRef } from './spending.ts';

const args = selection.extend({ count: z.int().min(1).max(20).nullish() });

export const biggestTool: Tool<z.infer<typeof args>> = {
  name: 'biggest_expense',
  description: "The customer's biggest single expense in a period (this year unless given), or the biggest few.",
  step: 'Looking for your biggest expense',
  args,
  async run(wanted, { context, pen }) {
    const period = await periodOf(context, wanted.period, parsePeriod(context.today.slice(0, 4)) ?? thisMonth(context));
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const entries = await selectEntries(context, wanted);
    const biggest = biggestExpenses(entries, { period });
    const name = nameRef(wanted, { pen, period, context });
    const words = selectionWords(wanted, name?.value ?? null);
    const whenRef = pen.add({
      fact: 'coverage.period',
      value: { date: period.to },
      period,
      asOf: context.today,
      evidence: [],
      label: 'The period looked at',
    });
    if (biggest.length === 0) return { sentences: [`I see no spending${words} ${whenRef.when}.`] };
    const sentences = biggest.map((entry) => {
      const refs = addRow(pen, entry.row, { fact: 'spending.biggest', label: 'Biggest expense', name: entry.merchantName });
      const category = entry.category === 'uncategorised' ? '' : ` (${categoryWords(entry.category)})`;
      return `Your biggest expense${words} ${whenRef.when} was ${rowWords(refs)}${category}.`;
    });
    const next = wanted.count ? nextBiggest(entries, period, wanted.count) : [];
    const more = next.map(
      (entry) =>
        `\n• ${rowWords(addRow(pen, entry.row, { fact: 'spending.biggest', label: 'Next biggest expense', name: entry.merchantName }))}.`,
    );
    return {
      sentences: [...sentences, ...(more.length > 0 ? ['Then come:', ...more] : []), ...(await partialCoverage(context, period, pen))],
      suggestions: ['How much did I spend last month?', 'Where did my money go this month?'],
    };
  },
};

/** After the biggest, in its currency. */
function nextBiggest(entries: readonly Entry[], period: { from: string; to: string }, count: number): Entry[] {
  const [first] = biggestExpenses(entries, { period });
  return entries
    .filter(
      ({ role, row }) =>
        role === 'spent' && row.date >= period.from && row.date <= period.to && row.amount.currency === first?.row.amount.currency,
    )
    .sort((left, right) => right.minor - left.minor || compareRows(right.row, left.row))
    .slice(1, count);
}
