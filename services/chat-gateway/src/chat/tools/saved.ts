import { type Spending, spendingIn } from '@munshi/facts/definitions';
import type { z } from 'zod';
import { evidenceOf, newestDate } from '../drafts.ts';
import type { Tool } from '../tool.ts';
import { outsideCoverage, periodOf, thisMonth } from './period-args.ts';
import { selectEntries, selection } from './selection.ts';
import { nothingIn } from './spending.ts';

const args = selection.pick({ period: true });

/** What came in less what was spent: neither counts transfers between own accounts. */
export const savedTool: Tool<z.infer<typeof args>> = {
  name: 'saved',
  description: 'What the customer received and spent in a period, and the difference.',
  step: 'Holding income against spending',
  args,
  async run(wanted, { context, pen }) {
    const period = await periodOf(context, wanted.period, thisMonth(context));
    const outside = await outsideCoverage(context, period, pen);
    if (outside) return { sentences: [outside], nothing: true };
    const totals: Spending[] = spendingIn(await selectEntries(context, {}), { period });
    const sentences = (totals.length > 0 ? totals : [nothingIn(context.currency)]).map((total) => {
      const { currency, spent, received } = total;
      const [out, into] = [total.entries.map(({ row }) => row), total.receivedEntries.map(({ row }) => row)];
      const asOf = newestDate([...out, ...into], period, context.today);
      const income = pen.add({
        fact: 'income.total',
        value: { minor: received, currency },
        label: 'Received',
        period,
        asOf,
        evidence: evidenceOf(into),
      });
      const spending = pen.add({
        fact: 'spending.total',
        value: { minor: spent, currency },
        label: 'Spent',
        period,
        asOf,
        evidence: evidenceOf(out),
      });
      const both = `You received ${income.value} and spent ${spending.value} ${income.when}`;
      if (received === spent) return `${both}: the same.`;
      const gap = pen.add({
        fact: `saved.${received > spent ? 'more' : 'less'}`,
        value: { minor: Math.abs(received - spent), currency },
        label: 'Difference between received and spent',
        period,
        asOf,
        evidence: evidenceOf([...out, ...into]),
      });
      return received > spent ? `${both}: ${gap.value} was left over.` : `${both}: ${gap.value} more went out than came in.`;
    });
    return {
      sentences: [
        ...sentences,
        'Transfers between your own accounts count on neither side; money put into investments counts as spent.',
        ...(period.to >= context.today ? ['That time is not over yet.'] : []),
      ],
      suggestions: ['Where did my money go this month?', 'How does this month compare with last month?'],
    };
  },
};
